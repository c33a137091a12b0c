package dev.aios.tests.engine;

import dev.aios.api.effect.EffectCall;
import java.util.HashMap;
import java.util.Map;

/** The world outside: what effects really did, by idempotency key. Outlives every process. */
public final class Ledger implements Outside {
  private final Map<String, Integer> tries = new HashMap<>();
  private final Map<String, Integer> done = new HashMap<>();

  /** Fails as often as it is told, then does it. */
  @Override
  public synchronized void perform(EffectCall call, int failures, boolean forGood) {
    int tried = tries.merge(call.idempotencyKey(), 1, Integer::sum);
    if (forGood || tried <= failures) {
      throw new IllegalStateException("failure " + tried);
    }
    done.merge(call.idempotencyKey(), 1, Integer::sum);
  }

  /** How often each effect was done. */
  public synchronized Map<String, Integer> done() {
    return new HashMap<>(done);
  }
}

package dev.aios.core.internal.door;

import dev.aios.api.effect.EffectCall;
import dev.aios.api.value.Cost;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The try that an effect's code is told about. */
final class Call implements EffectCall {
  private final String name;
  private final String key;
  private final int attempt;
  private final @Nullable Instant deadline;
  private Cost spent = Cost.NONE;

  Call(String name, String key, int attempt, @Nullable Instant deadline) {
    this.name = name;
    this.key = key;
    this.attempt = attempt;
    this.deadline = deadline;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String idempotencyKey() {
    return key;
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public @Nullable Instant deadline() {
    return deadline;
  }

  @Override
  public synchronized void spent(Cost cost) {
    spent = spent.plus(cost);
  }

  synchronized Cost spent() {
    return spent;
  }
}

package dev.aios.core.internal.door;

import dev.aios.api.effect.EffectRequest;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.policy.Decision;
import dev.aios.api.policy.Sanitiser;
import java.util.List;

/**
 * An effect after sanitising, policies and reservation, before its intent is recorded.
 *
 * @param request the request as it may be performed
 * @param decision {@link Decision.Allow}, or why it may not be performed now
 * @param by the policy or budget that decided; empty if allowed
 * @param reserved counter changes to write with the intent
 * @param findings what the sanitiser found in it
 */
public record Prepared(
    EffectRequest request,
    Decision decision,
    String by,
    List<CounterChange> reserved,
    List<Sanitiser.Finding> findings) {
  /**
   * Whether it may be performed.
   *
   * @return true if allowed
   */
  public boolean allowed() {
    return decision instanceof Decision.Allow;
  }

  /**
   * The same on a reservation that an attempt before it left, because its process ended.
   *
   * @param left what that attempt reserved; empty if there is none
   * @return this, with that reservation in place of its own if there is one
   */
  public Prepared on(List<CounterChange> left) {
    return left.isEmpty() || !allowed()
        ? this
        : new Prepared(request, decision, by, left, findings);
  }
}

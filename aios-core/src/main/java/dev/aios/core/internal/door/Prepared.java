package dev.aios.core.internal.door;

import dev.aios.api.AiosException;
import dev.aios.api.BudgetExceededException;
import dev.aios.api.DeniedException;
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
   * Why it may not be performed.
   *
   * @return in words that follow its name
   */
  public String refusal() {
    String reason =
        decision instanceof Decision.Deny deny
            ? deny.reason()
            : decision instanceof Decision.Cheaper cheaper ? cheaper.reason() : decision.toString();
    return "was denied by " + by + ": " + reason;
  }

  /**
   * The error of an effect that may not be performed.
   *
   * @param what the effect, for the message
   * @return to throw
   */
  public AiosException denied(String what) {
    String text = what + " " + refusal();
    return decision instanceof Decision.Cheaper
        ? new BudgetExceededException(text)
        : new DeniedException(text);
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

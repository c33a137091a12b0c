package dev.aios.api.effect;

/**
 * The one door through which everything leaves the process. In this order: name and idempotency
 * key; the recorded outcome if there is one; sanitise and label untrusted input; policies; reserve
 * the cost; record the intent; breaker, rate limit, timeout; perform; record the outcome and settle
 * the cost in one write; publish the trace. Thread-safe.
 */
public interface Effects {
  /**
   * Performs an effect, or returns its recorded outcome.
   *
   * <p>Inside a step, the outcome is remembered by the run, the step, the effect's name and its
   * key; an effect that must wait (for an approval, a deferral, a retry) ends the step's turn by
   * {@link Suspension} and holds no thread; the step is run again when the wait is over, and finds
   * the outcomes of the effects that it already performed. Outside a run it is remembered by name
   * and key, and the calling thread waits through its retries.
   *
   * @param <Q> the request
   * @param <T> the outcome
   * @param effect what to do
   * @return the outcome, durable
   * @throws dev.aios.api.DeniedException if a policy or a budget refuses
   * @throws dev.aios.api.EffectFailedException if it failed for good
   */
  <Q, T> T perform(Effect<Q, T> effect);
}

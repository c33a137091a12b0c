package dev.aios.api.effect;

/**
 * The code of an effect: what really leaves the process. Runs on a thread of the runtime's executor
 * and may block; it is interrupted at its timeout and when the runtime closes.
 *
 * <p>An exception means that nothing happened, and is retried as the effect's retry says. If it
 * cannot be known whether it happened, throw {@link InDoubtException}.
 *
 * @param <Q> the request
 * @param <T> the outcome; must have a JSON form
 */
@FunctionalInterface
public interface EffectFunction<Q, T> {
  /**
   * Performs the effect.
   *
   * @param request what is asked, after sanitising and policies
   * @param call the key, the attempt, the deadline
   * @return the outcome; recorded, and returned from the record ever after
   * @throws Exception if it did not happen
   */
  T perform(Q request, EffectCall call) throws Exception;
}

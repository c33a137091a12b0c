package dev.aios.api.saga;

/**
 * The code of a step that needs nothing but its input.
 *
 * @param <P> the input
 * @param <O> the outcome; must have a JSON form
 */
@FunctionalInterface
public interface StepFunction<P, O> {
  /**
   * Does the step's work.
   *
   * @param input what the step before gave
   * @return the outcome
   * @throws Exception if it did not happen
   */
  O apply(P input) throws Exception;
}

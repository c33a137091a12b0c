package dev.aios.api.saga;

/**
 * Code without an outcome, for example an undo that needs nothing but what it takes back.
 *
 * @param <O> what it is given
 */
@FunctionalInterface
public interface StepAction<O> {
  /**
   * Acts.
   *
   * @param value what it is given
   * @throws Exception if it did not happen
   */
  void accept(O value) throws Exception;
}

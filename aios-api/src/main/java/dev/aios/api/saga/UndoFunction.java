package dev.aios.api.saga;

import dev.aios.api.effect.EffectCall;

/**
 * Takes a step back. It must be idempotent under {@link EffectCall#idempotencyKey()}: after a crash
 * it is tried again.
 *
 * @param <O> the outcome of the step
 */
@FunctionalInterface
public interface UndoFunction<O> {
  /**
   * Takes the step back.
   *
   * @param outcome what the step gave
   * @param call the key and the attempt
   * @throws Exception if it did not succeed; retried as the undo says, then the run is STUCK
   */
  void undo(O outcome, EffectCall call) throws Exception;
}

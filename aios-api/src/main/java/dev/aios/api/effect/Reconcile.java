package dev.aios.api.effect;

import java.util.Optional;

/**
 * Finds out whether an effect in doubt happened, by asking the system that was called.
 *
 * @param <Q> the request
 * @param <T> the outcome
 */
@FunctionalInterface
public interface Reconcile<Q, T> {
  /**
   * Looks.
   *
   * @param request what was asked
   * @param idempotencyKey the key under which it was asked
   * @return the outcome if it happened; empty if it certainly did not, then it is tried again
   * @throws Exception if it cannot be told; then a person is asked
   */
  Optional<T> find(Q request, String idempotencyKey) throws Exception;
}

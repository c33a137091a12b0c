package dev.aios.api.effect;

/**
 * Stands around the performing of every effect, behind the intent and before the outcome: fakes,
 * fault injection, record and replay. Thread-safe.
 */
@FunctionalInterface
public interface EffectInterceptor {
  /**
   * Performs, or answers instead.
   *
   * @param request the effect
   * @param next the interceptors after this one, and the effect's code at the end
   * @return the outcome
   * @throws Exception as the effect's code would
   */
  Object intercept(EffectRequest request, Next next) throws Exception;

  /** The rest of the chain. */
  @FunctionalInterface
  interface Next {
    /**
     * Goes on.
     *
     * @return the outcome
     * @throws Exception as the effect's code would
     */
    Object proceed() throws Exception;
  }
}

package dev.aios.tests.engine;

import dev.aios.api.effect.EffectCall;

/** The world outside, on which effects are performed. */
@FunctionalInterface
public interface Outside {
  /**
   * Fails as often as it is told, then does it.
   *
   * @param call the effect
   * @param failures how often it fails first
   * @param forGood whether it always fails
   * @throws Exception where it fails
   */
  void perform(EffectCall call, int failures, boolean forGood) throws Exception;
}

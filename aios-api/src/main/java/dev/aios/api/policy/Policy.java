package dev.aios.api.policy;

import dev.aios.api.effect.EffectRequest;
import java.util.function.Function;

/**
 * A rule over every effect about to happen. Pure: the same request always gives the same decision,
 * and nothing is changed. Thread-safe. Policies are asked in order of registration; the first that
 * does not allow decides, a transformed request is passed on to the next.
 */
public interface Policy {
  /**
   * The policy's name, recorded with its decisions.
   *
   * @return for example {@code "no-mail-to-strangers"}
   */
  String name();

  /**
   * Decides.
   *
   * @param request the effect about to happen
   * @return what to do; an exception counts as a denial
   */
  Decision decide(EffectRequest request);

  /**
   * A policy from a function.
   *
   * @param name its name
   * @param rule its rule
   * @return the policy
   */
  static Policy of(String name, Function<EffectRequest, Decision> rule) {
    return new Policy() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Decision decide(EffectRequest request) {
        return rule.apply(request);
      }
    };
  }
}

package dev.aios.governance.policy;

import dev.aios.api.effect.EffectRequest;
import java.util.Locale;

/** Whether an effect calls what a policy names. */
final class Targets {
  private Targets() {}

  static boolean fits(String pattern, EffectRequest request) {
    String target = request.target().toLowerCase(Locale.ROOT);
    String wanted = pattern.toLowerCase(Locale.ROOT);
    return wanted.startsWith("*.")
        ? target.length() > wanted.length() - 1 && target.endsWith(wanted.substring(1))
        : target.equals(wanted);
  }
}

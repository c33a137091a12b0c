package dev.aios.governance.internal;

import dev.aios.api.effect.EffectRequest;
import dev.aios.api.effect.EffectRequest.Origin;

/** How messages name an effect. */
public final class EffectName {
  private EffectName() {}

  /**
   * An effect and where it comes from.
   *
   * @param request the effect
   * @return for example {@code effect 'send' of run invoicing/7, step 'email'}
   */
  public static String of(EffectRequest request) {
    Origin origin = request.origin();
    return "effect '"
        + request.name()
        + "'"
        + (origin.run() == null ? "" : " of run " + origin.run())
        + (origin.step() == null ? "" : ", step '" + origin.step() + "'");
  }
}

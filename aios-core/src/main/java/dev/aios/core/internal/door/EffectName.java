package dev.aios.core.internal.door;

import dev.aios.api.effect.Effect;

/** The name under which an effect is remembered. */
public final class EffectName {
  private EffectName() {}

  /**
   * Name and key as one.
   *
   * @param effect the effect
   * @return the name, and the key behind a colon if there is one; no two pairs give the same
   */
  public static String of(Effect<?, ?> effect) {
    // colons in the name are doubled: the first single one is that before the key
    String name = effect.name().replace(":", "::");
    return effect.key().isEmpty() ? name : name + ":" + effect.key();
  }
}

package dev.aios.memory.internal.seal;

import dev.aios.api.EffectFailedException;
import dev.aios.api.effect.Effect;
import dev.aios.api.effect.Effects;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Json;
import dev.aios.api.value.Payload;
import dev.aios.memory.internal.rows.SealedBody;
import org.jspecify.annotations.Nullable;

/**
 * A door whose outcomes are recorded sealed, so that they go when what they were made from goes.
 *
 * @param door the door
 * @param seals seals and opens
 * @param key under what
 * @param codec for outcomes
 */
public record SealedEffects(Effects door, Seals seals, Seals.Key key, Codec codec)
    implements Effects {
  private static final String KIND = "effect";

  @Override
  public <Q, T> T perform(Effect<Q, T> effect) {
    String place = effect.name() + ":" + effect.key();
    Effect<Q, Object> sealed =
        new Effect<>(
            effect.name(),
            effect.key(),
            effect.kind(),
            effect.target(),
            effect.request(),
            effect.idempotency(),
            effect.sensitivity(),
            effect.retry(),
            effect.timeout(),
            effect.estimate(),
            effect.taint(),
            effect.recorded(),
            null,
            (request, call) -> seal(place, effect.code().perform(request, call)));
    return cast(open(place, door.perform(sealed)));
  }

  private Object seal(String place, @Nullable Object outcome) {
    Json plain = codec.toJson(codec.encode(outcome));
    return codec.fromJson(seals.seal(key, KIND, place, plain), SealedBody.class);
  }

  private @Nullable Object open(String place, @Nullable Object outcome) {
    if (!(outcome instanceof SealedBody body)) {
      return outcome; // A fake at the door answered in its place.
    }
    Json plain =
        seals
            .open(body, KIND, place)
            .orElseThrow(
                () ->
                    new EffectFailedException(
                        "effect "
                            + place
                            + " was performed, and its outcome has been erased since"));
    return codec.decode(codec.fromJson(plain, Payload.class));
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"}) // the effect's own
  private static <T> T cast(@Nullable Object value) {
    return (T) value;
  }
}

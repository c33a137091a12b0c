package dev.aios.core.internal.door;

import dev.aios.api.EffectFailedException;
import dev.aios.api.effect.Effect;
import dev.aios.api.effect.EffectFunction;
import dev.aios.api.effect.EffectRequest;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.policy.Decision;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Payload;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.inbox.InboxDraft;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One effect on its way through the door, whoever remembers what comes of it: a run's stream or a
 * row. Thread-safe as far as the effect is.
 *
 * @param <Q> the effect's request
 * @param <T> its outcome
 */
public final class Passage<Q, T> {
  private static final List<String> OWNER = List.of("owner");

  private final Door door;
  private final Codec codec;
  private final Effect<Q, T> effect;
  private final String key;
  private final EffectRequest.Origin origin;

  /**
   * A passage that has not begun.
   *
   * @param door the pipeline
   * @param codec for what people are shown
   * @param effect the effect
   * @param key its idempotency key
   * @param origin who asks for it
   */
  public Passage(
      Door door, Codec codec, Effect<Q, T> effect, String key, EffectRequest.Origin origin) {
    this.door = door;
    this.codec = codec;
    this.effect = effect;
    this.key = key;
    this.origin = origin;
  }

  /**
   * The effect.
   *
   * @return as it was asked for
   */
  public Effect<Q, T> effect() {
    return effect;
  }

  /**
   * What the outside may know it by.
   *
   * @return its idempotency key, the same at each attempt
   */
  public String key() {
    return key;
  }

  /**
   * The request of an attempt.
   *
   * @param attempt from 1
   * @param more what taints it besides its own
   * @return the request, before it is prepared
   */
  public EffectRequest request(int attempt, Taint more) {
    return new EffectRequest(
        effect.name(),
        key,
        effect.kind(),
        effect.target(),
        effect.request(),
        effect.sensitivity(),
        effect.estimate(),
        effect.taint().plus(more),
        attempt,
        origin);
  }

  /**
   * Performs an attempt whose intent is recorded, or that is not recorded at all.
   *
   * @param prepared the attempt
   * @return what came of it
   */
  @SuppressWarnings("unchecked") // the effect's own types fit each other
  public Performed perform(Prepared prepared) {
    return door.perform(
        prepared.request(),
        (EffectFunction<Object, Object>) (EffectFunction<?, ?>) effect.code(),
        effect.timeout(),
        () -> {});
  }

  /**
   * Performs an effect that nothing remembers.
   *
   * @param prepared the attempt
   * @param what it, for a message
   * @return its outcome
   * @throws EffectFailedException if it did not come to one
   */
  public T unrecorded(Prepared prepared, String what) {
    Performed performed = perform(prepared);
    if (performed instanceof Performed.Done done) {
      return outcome(done.value());
    }
    throw new EffectFailedException(what + " failed: " + performed.error());
  }

  /**
   * An outcome in the effect's own type.
   *
   * @param value as it was given or decoded
   * @return the same
   */
  @SuppressWarnings({"unchecked", "NullAway"}) // an effect may give null
  public T outcome(@Nullable Object value) {
    return (T) value;
  }

  /**
   * Asks a person whether it happened.
   *
   * @param item the id of the inbox item
   * @param title the question
   * @return the item
   */
  public InboxDraft doubt(String item, String title) {
    return InboxDraft.of(item, InboxItem.Kind.IN_DOUBT, title, OWNER)
        .payload(shown(effect.request()))
        .priority(10);
  }

  /**
   * Asks a person whether it may happen.
   *
   * @param item the id of the inbox item
   * @param title the question
   * @param prepared what would be performed
   * @param approval what requires it
   * @return the item
   */
  public InboxDraft approval(
      String item, String title, Prepared prepared, Decision.RequireApproval approval) {
    return InboxDraft.of(item, InboxItem.Kind.APPROVAL, title, List.of(approval.ask()))
        .payload(shown(prepared.request().request()));
  }

  private @Nullable Payload shown(Object request) {
    try {
      return codec.encode(request);
    } catch (RuntimeException e) {
      // the request is only shown; the item's title says what it is about
      return null;
    }
  }
}

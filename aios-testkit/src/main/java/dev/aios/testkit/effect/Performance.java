package dev.aios.testkit.effect;

import dev.aios.api.effect.EffectRequest;
import org.jspecify.annotations.Nullable;

/**
 * One performance of an effect: its code was called.
 *
 * @param request the effect, with the attempt and where it came from
 * @param outcome what the code gave; null if it failed, or gives nothing
 * @param failure what the code threw, or null
 */
public record Performance(
    EffectRequest request, @Nullable Object outcome, @Nullable Throwable failure) {
  /**
   * Whether it happened.
   *
   * @return true if the code returned
   */
  public boolean happened() {
    return failure == null;
  }

  /** One line. */
  @Override
  public String toString() {
    String came = failure == null ? "gave " + outcome : "failed: " + failure;
    return request.name()
        + " ["
        + request.idempotencyKey()
        + "] #"
        + request.attempt()
        + " "
        + came;
  }
}

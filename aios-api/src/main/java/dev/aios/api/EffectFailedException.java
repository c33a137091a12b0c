package dev.aios.api;

import org.jspecify.annotations.Nullable;

/**
 * An effect was performed and failed for good: its retries are used up, or its error is not worth a
 * retry.
 */
public class EffectFailedException extends AiosException {
  private static final long serialVersionUID = 1L;

  /**
   * An error without a cause.
   *
   * @param message what happened, to what, why, and what to do
   */
  public EffectFailedException(String message) {
    super(message);
  }

  /**
   * An error with a cause.
   *
   * @param message what happened, to what, why, and what to do
   * @param cause what led to it, or null
   */
  public EffectFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

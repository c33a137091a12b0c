package dev.aios.api;

import org.jspecify.annotations.Nullable;

/**
 * The root of every error that AIOS reports. All are unchecked. The message says what happened, to
 * what (run, step, effect, file), why, and what to do about it.
 */
public class AiosException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * An error without a cause.
   *
   * @param message what happened, to what, why, and what to do
   */
  public AiosException(String message) {
    super(message);
  }

  /**
   * An error with a cause.
   *
   * @param message what happened, to what, why, and what to do
   * @param cause what led to it, or null
   */
  public AiosException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

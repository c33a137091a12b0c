package dev.aios.api;

import org.jspecify.annotations.Nullable;

/**
 * What was asked contradicts what is recorded: the same key with another input, a decision on an
 * item already decided, a version that differs. Nothing was changed.
 */
public class ConflictException extends AiosException {
  private static final long serialVersionUID = 1L;

  /**
   * An error without a cause.
   *
   * @param message what happened, to what, why, and what to do
   */
  public ConflictException(String message) {
    super(message);
  }

  /**
   * An error with a cause.
   *
   * @param message what happened, to what, why, and what to do
   * @param cause what led to it, or null
   */
  public ConflictException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

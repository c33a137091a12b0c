package dev.aios.api;

import org.jspecify.annotations.Nullable;

/** A policy or a budget refused an effect. The effect was not performed. */
public class DeniedException extends AiosException {
  private static final long serialVersionUID = 1L;

  /**
   * An error without a cause.
   *
   * @param message what happened, to what, why, and what to do
   */
  public DeniedException(String message) {
    super(message);
  }

  /**
   * An error with a cause.
   *
   * @param message what happened, to what, why, and what to do
   * @param cause what led to it, or null
   */
  public DeniedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

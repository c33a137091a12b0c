package dev.aios.api;

import org.jspecify.annotations.Nullable;

/** The runtime was used after it was closed. Open it again; nothing that was durable is lost. */
public class ClosedException extends AiosException {
  private static final long serialVersionUID = 1L;

  /**
   * An error without a cause.
   *
   * @param message what happened, to what, why, and what to do
   */
  public ClosedException(String message) {
    super(message);
  }

  /**
   * An error with a cause.
   *
   * @param message what happened, to what, why, and what to do
   * @param cause what led to it, or null
   */
  public ClosedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

package dev.aios.api;

import org.jspecify.annotations.Nullable;

/**
 * What was asked for was about somebody who has been erased since: the key that it was sealed under
 * is gone, and it can never be read again. That it was there can still be seen.
 */
public class ErasedException extends AiosException {
  private static final long serialVersionUID = 1L;

  /**
   * An error without a cause.
   *
   * @param message what happened, to what, why, and what to do
   */
  public ErasedException(String message) {
    super(message);
  }

  /**
   * An error with a cause.
   *
   * @param message what happened, to what, why, and what to do
   * @param cause what led to it, or null
   */
  public ErasedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

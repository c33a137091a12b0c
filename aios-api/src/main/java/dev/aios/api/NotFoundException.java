package dev.aios.api;

import org.jspecify.annotations.Nullable;

/**
 * What was named does not exist: a run, an inbox item, an entity, a saga, a service of an extension
 * that is not installed.
 */
public class NotFoundException extends AiosException {
  private static final long serialVersionUID = 1L;

  /**
   * An error without a cause.
   *
   * @param message what happened, to what, why, and what to do
   */
  public NotFoundException(String message) {
    super(message);
  }

  /**
   * An error with a cause.
   *
   * @param message what happened, to what, why, and what to do
   * @param cause what led to it, or null
   */
  public NotFoundException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

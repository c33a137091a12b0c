package dev.aios.api;

import org.jspecify.annotations.Nullable;

/**
 * The journal could not be read or written: a full disk, a lost connection, a file that is no
 * journal. What was durable before stays; the write that failed was not applied, unless the message
 * says that this is not known: a connection that broke tells nothing.
 */
public class StorageException extends AiosException {
  private static final long serialVersionUID = 1L;

  /**
   * An error without a cause.
   *
   * @param message what happened, to what, why, and what to do
   */
  public StorageException(String message) {
    super(message);
  }

  /**
   * An error with a cause.
   *
   * @param message what happened, to what, why, and what to do
   * @param cause what led to it, or null
   */
  public StorageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

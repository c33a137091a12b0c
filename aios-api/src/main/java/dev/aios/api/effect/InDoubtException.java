package dev.aios.api.effect;

import dev.aios.api.AiosException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by an effect's code when it cannot be known whether the effect happened, for example when
 * a connection broke after the request was sent.
 */
public class InDoubtException extends AiosException {
  private static final long serialVersionUID = 1L;

  /**
   * An outcome that is not known.
   *
   * @param message what was tried and how the trace was lost
   * @param cause what led to it, or null
   */
  public InDoubtException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

package dev.aios.api.effect;

import dev.aios.api.AiosException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by an effect's or an agent's code when trying again cannot help; skips the retries left.
 */
public class PermanentException extends AiosException {
  private static final long serialVersionUID = 1L;

  /**
   * A failure for good.
   *
   * @param message what failed and why no retry can help
   * @param cause what led to it, or null
   */
  public PermanentException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

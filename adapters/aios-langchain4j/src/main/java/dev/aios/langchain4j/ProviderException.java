package dev.aios.langchain4j;

import dev.aios.api.AiosException;
import org.jspecify.annotations.Nullable;

/**
 * A provider could not be reached, is overloaded, limits the rate, or answered with an error of its
 * own. Worth another try.
 */
public class ProviderException extends AiosException {
  private static final long serialVersionUID = 1L;

  /**
   * A failure.
   *
   * @param message which model, and what the provider said
   * @param cause what led to it, or null where it would show a key
   */
  public ProviderException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

package dev.aios.api;

/**
 * The runtime has as much under way as it may, and the caller asked not to be held up. Nothing was
 * recorded: the same call can be made again later.
 */
public class BusyException extends AiosException {
  private static final long serialVersionUID = 1L;

  /**
   * An error.
   *
   * @param message what is full, how full, and what to do
   */
  public BusyException(String message) {
    super(message);
  }
}

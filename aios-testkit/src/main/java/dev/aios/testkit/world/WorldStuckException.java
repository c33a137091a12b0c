package dev.aios.testkit.world;

import dev.aios.api.AiosException;

/**
 * The work in a virtual world went on longer than its patience, by the real clock: something
 * blocks, or spins. The message shows what runs, with its stack.
 */
public class WorldStuckException extends AiosException {
  private static final long serialVersionUID = 1L;

  /**
   * A world that does not come to rest.
   *
   * @param message what runs, is queued, and is due
   */
  public WorldStuckException(String message) {
    super(message);
  }
}

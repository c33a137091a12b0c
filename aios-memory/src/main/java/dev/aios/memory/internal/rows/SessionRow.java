package dev.aios.memory.internal.rows;

import org.jspecify.annotations.Nullable;

/**
 * A session: how many turns it has. Each turn's number comes from here, so that two writers never
 * give the same one.
 *
 * @param turns the number of its last turn
 * @param id tells it from an earlier session of the same name; null in sessions of old
 */
public record SessionRow(long turns, @Nullable String id) {
  /**
   * The same with another number of turns.
   *
   * @param number the number of its last turn
   * @return the row
   */
  public SessionRow at(long number) {
    return new SessionRow(number, id);
  }
}

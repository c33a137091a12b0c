package dev.aios.memory.canonical;

import java.time.Instant;

/**
 * Something that happened to an entity. Immutable.
 *
 * @param at when it was said or written, else when it was recorded
 * @param kind {@code seen}, {@code merged}, {@code unmerged}, {@code fact}, {@code passage}, {@code
 *     session} or {@code run}
 * @param what in one line
 * @param source where it stands
 * @param position the record in the journal that tells it
 */
public record Happening(Instant at, String kind, String what, String source, long position) {
  /** One line for a terminal. */
  @Override
  public String toString() {
    return at + " " + kind + ": " + what + " (" + source + ", record " + position + ")";
  }
}

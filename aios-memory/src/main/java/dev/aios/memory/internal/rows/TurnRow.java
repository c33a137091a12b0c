package dev.aios.memory.internal.rows;

import dev.aios.api.memory.Turn;
import dev.aios.api.value.Taint;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;

/**
 * A turn of a session; also the body of the record {@code session.turn}.
 *
 * @param number its place in the session, from 1
 * @param role who speaks
 * @param text what was said
 * @param at when, in ISO-8601
 * @param taint the sources of its taint
 */
public record TurnRow(long number, String role, String text, String at, List<String> taint) {
  /**
   * A turn as it is stored.
   *
   * @param number its place in the session
   * @param turn the turn
   * @return the row
   */
  public static TurnRow of(long number, Turn turn) {
    return new TurnRow(
        number,
        turn.role(),
        turn.text(),
        turn.at().toString(),
        List.copyOf(turn.taint().sources()));
  }

  /**
   * The turn.
   *
   * @return what was added
   */
  public Turn turn() {
    return new Turn(role, text, Instant.parse(at), new Taint(new TreeSet<>(taint)));
  }
}

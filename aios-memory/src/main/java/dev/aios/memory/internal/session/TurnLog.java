package dev.aios.memory.internal.session;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.value.Codec;
import dev.aios.memory.internal.rows.SessionRow;
import dev.aios.memory.internal.rows.TurnRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the rows of sessions. Thread-safe. */
public final class TurnLog {
  static final String SESSIONS = "session";
  static final String TURNS = "session.turn";

  private final Journal journal;
  private final Codec codec;

  /**
   * A reader.
   *
   * @param journal where the rows are
   * @param codec for rows
   */
  public TurnLog(Journal journal, Codec codec) {
    this.journal = journal;
    this.codec = codec;
  }

  /**
   * A session's row.
   *
   * @param body what it says
   * @param version what a change of it is conditional on
   * @param rank the time of its last turn, in milliseconds
   */
  public record Session(SessionRow body, long version, long rank) {}

  /**
   * A turn with the place of its record.
   *
   * @param row the turn
   * @param position the record's position in the journal
   */
  public record Placed(TurnRow row, long position) {}

  /**
   * Finds a session.
   *
   * @param session its name
   * @return its row, or empty
   */
  public Optional<Session> session(String session) {
    return journal
        .row(SESSIONS, session)
        .map(
            row ->
                new Session(
                    codec.fromJson(row.body(), SessionRow.class), row.version(), row.rank()));
  }

  /**
   * Puts a session's row again as it is: what is written with it counts only if the session is
   * still there and has not changed.
   *
   * @param session its name
   * @param as its row as it was read
   * @return the change
   */
  public RowChange unchanged(String session, Session as) {
    return new RowChange.Put(
        SESSIONS, session, as.version(), "", as.rank(), codec.toJson(as.body()));
  }

  /**
   * The turns of a range.
   *
   * @param session the session's name
   * @param from the first number
   * @param to the last number
   * @return oldest first
   */
  public List<Placed> turns(String session, long from, long to) {
    List<Placed> turns = new ArrayList<>();
    if (from > to) {
      return turns;
    }
    for (Row row : journal.rows(new RowQuery(TURNS, session, from, to, null, Integer.MAX_VALUE))) {
      turns.add(new Placed(codec.fromJson(row.body(), TurnRow.class), row.position()));
    }
    return turns;
  }
}

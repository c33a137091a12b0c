package dev.aios.memory.internal.session;

import dev.aios.api.InvalidInputException;
import dev.aios.api.World;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Json;
import dev.aios.memory.internal.Contended;
import dev.aios.memory.internal.Names;
import dev.aios.memory.internal.rows.PinRow;
import dev.aios.memory.internal.rows.SessionRow;
import dev.aios.memory.internal.seal.Seals;
import dev.aios.memory.internal.text.Canonical;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Facts pinned to sessions: rows in {@code session.pin} in the group of their session, records
 * {@code session.pinned}, sealed, and {@code session.unpinned} on its stream. Thread-safe.
 */
public final class Pins {
  static final String PINS = "session.pin";

  private final Journal journal;
  private final Codec codec;
  private final World world;
  private final Seals seals;
  private final TurnLog log;

  /**
   * Pins.
   *
   * @param journal where they are kept
   * @param codec for rows
   * @param world ids and time
   * @param seals seal what is pinned
   */
  public Pins(Journal journal, Codec codec, World world, Seals seals) {
    this.journal = journal;
    this.codec = codec;
    this.world = world;
    this.seals = seals;
    this.log = new TurnLog(journal, codec);
  }

  /**
   * Pins a fact.
   *
   * @param session the session
   * @param id the fact's name
   * @param text what it says
   */
  public void pin(String session, String id, String text) {
    String clean = Canonical.of(text).strip();
    List<String> violations = new ArrayList<>();
    Names.check("the session's id", session, violations);
    Names.check("the fact's name", id, violations);
    if (clean.isEmpty()) {
      violations.add("the fact is blank");
    }
    if (!violations.isEmpty()) {
      throw new InvalidInputException("pinned fact", violations);
    }
    Contended.retry("session " + session, () -> pinOnce(session, new PinRow(id, clean)));
  }

  private boolean pinOnce(String session, PinRow pin) {
    Json body = codec.toJson(pin);
    String rowKey = key(session, pin.id());
    if (journal.row(PINS, rowKey).filter(row -> row.body().equals(body)).isPresent()) {
      return false;
    }
    Optional<TurnLog.Session> known = log.session(session);
    String stream = JournalSessions.stream(session);
    SessionRow row =
        known
            .map(TurnLog.Session::body)
            .filter(found -> found.id() != null)
            .orElseGet(
                () ->
                    new SessionRow(
                        known.map(found -> found.body().turns()).orElse(0L), world.newId()));
    Seals.Key key = seals.key(JournalSessions.keyOf(row), stream);
    Write.Builder write =
        Write.builder()
            .record("session.pinned", stream, seals.seal(key, "session.pinned", stream, body))
            .row(
                new RowChange.Put(
                    TurnLog.SESSIONS,
                    session,
                    known.map(TurnLog.Session::version).orElse(RowChange.ABSENT),
                    "",
                    known
                        .map(TurnLog.Session::rank)
                        .orElseGet(() -> world.instant().toEpochMilli()),
                    codec.toJson(row)))
            .row(new RowChange.Put(PINS, rowKey, RowChange.ANY, session, 0, body));
    RowChange made = key.made();
    if (made != null) {
      write.row(made);
    }
    journal.writeNow(write.build());
    return true;
  }

  /**
   * Takes a fact away.
   *
   * @param session the session
   * @param id the fact's name
   * @return whether it was there
   */
  public boolean unpin(String session, String id) {
    Optional<Row> row = journal.row(PINS, key(session, id));
    if (row.isEmpty()) {
      return false;
    }
    journal.writeNow(
        Write.builder()
            .record("session.unpinned", JournalSessions.stream(session), codec.toJson(id))
            .row(new RowChange.Delete(PINS, key(session, id), RowChange.ANY))
            .build());
    return true;
  }

  /**
   * The facts pinned to a session.
   *
   * @param session the session
   * @return by name
   */
  public List<PinRow> of(String session) {
    return journal.rows(RowQuery.group(PINS, session)).stream()
        .map(row -> codec.fromJson(row.body(), PinRow.class))
        .toList();
  }

  /** The parts of a write in which a session's facts go. */
  void forget(String session, Write.Builder write) {
    for (PinRow pin : of(session)) {
      write.row(new RowChange.Delete(PINS, key(session, pin.id()), RowChange.ANY));
    }
  }

  private static String key(String session, String id) {
    return Names.pair(id, session);
  }
}

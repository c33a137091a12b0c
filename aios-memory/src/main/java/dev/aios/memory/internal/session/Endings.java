package dev.aios.memory.internal.session;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Codec;
import dev.aios.memory.internal.Contended;
import dev.aios.memory.internal.derived.Derivations;
import dev.aios.memory.internal.rows.SessionEnded;
import dev.aios.memory.internal.seal.Seals;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Forgets sessions. One that ends leaves its key, so that it can be looked back at, and with it a
 * row in {@code session.ended}, in the group of its name and ranked by the time of its last turn,
 * by which retention finds it; one that is erased leaves neither. Thread-safe.
 */
public final class Endings {
  private static final String ENDED = "session.ended";

  private final Journal journal;
  private final Codec codec;
  private final Seals seals;
  private final Derivations derivations;
  private final Pins pins;
  private final Abouts abouts;
  private final TurnLog log;

  Endings(
      Journal journal,
      Codec codec,
      Seals seals,
      Derivations derivations,
      Pins pins,
      Abouts abouts) {
    this.journal = journal;
    this.codec = codec;
    this.seals = seals;
    this.derivations = derivations;
    this.pins = pins;
    this.abouts = abouts;
    this.log = new TurnLog(journal, codec);
  }

  void end(String session) {
    Contended.retry("session " + session, () -> endOnce(session));
  }

  private boolean endOnce(String session) {
    Optional<TurnLog.Session> known = log.session(session);
    if (known.isEmpty()) {
      return false;
    }
    Write.Builder write =
        Write.builder()
            .record(
                "session.ended",
                JournalSessions.stream(session),
                codec.toJson(new SessionEnded(known.get().body().turns())));
    forget(session, known.get(), write);
    abouts.end(session, write);
    if (known.get().body().id() != null) {
      write.row(
          new RowChange.Put(
              ENDED,
              JournalSessions.keyOf(known.get().body()),
              RowChange.ANY,
              session,
              known.get().rank(),
              codec.toJson(session)));
    }
    journal.writeNow(write.build());
    return true;
  }

  private void forget(String session, TurnLog.Session known, Write.Builder write) {
    write.row(new RowChange.Delete(JournalSessions.SESSIONS, session, known.version()));
    for (long number = 1; number <= known.body().turns(); number++) {
      write.row(
          new RowChange.Delete(
              JournalSessions.TURNS, JournalSessions.turnKey(session, number), RowChange.ANY));
    }
    for (Row row : journal.rows(RowQuery.group(JournalSessions.ONCE, session))) {
      write.row(new RowChange.Delete(JournalSessions.ONCE, row.key(), RowChange.ANY));
    }
    pins.forget(session, write);
    derivations.falls(List.of(JournalSessions.stream(session)), write);
  }

  /**
   * Forgets a session, and makes what was ever said under its name unreadable. Durable on return.
   *
   * @param session the session's name
   * @return how many keys were shredded; 0 if there is nothing of that name
   */
  public int erase(String session) {
    return Contended.retry("session " + session, () -> eraseOnce(session));
  }

  private int eraseOnce(String session) {
    if (!isKnown(session)) {
      return 0;
    }
    List<String> keys = seals.keysOf(JournalSessions.stream(session));
    Optional<TurnLog.Session> known = log.session(session);
    long turns = known.map(found -> found.body().turns()).orElse(0L);
    Write.Builder write =
        Write.builder()
            .record(
                "session.erased",
                JournalSessions.stream(session),
                codec.toJson(new SessionEnded(turns)));
    if (known.isPresent()) {
      forget(session, known.get(), write);
    } else {
      derivations.falls(List.of(JournalSessions.stream(session)), write);
    }
    abouts.forget(session, write);
    for (Row row : journal.rows(RowQuery.group(ENDED, session))) {
      write.row(new RowChange.Delete(ENDED, row.key(), RowChange.ANY));
    }
    keys.forEach(key -> write.row(Seals.shred(key)));
    journal.writeNow(write.build());
    return keys.size();
  }

  /**
   * Whether there is anything to erase under a name.
   *
   * @param session the name
   * @return whether there is
   */
  public boolean isKnown(String session) {
    return log.session(session).isPresent()
        || !seals.keysOf(JournalSessions.stream(session)).isEmpty()
        || !abouts.ever(session).isEmpty();
  }

  /**
   * A session that has ended, and whose records can be opened still.
   *
   * @param name its name
   * @param key the id of its key
   * @param last the time of its last turn
   */
  public record Ended(String name, String key, Instant last) {}

  /**
   * The sessions that have ended and are not erased.
   *
   * @return each end; a name may be there more than once
   */
  public List<Ended> ended() {
    return journal.rows(RowQuery.table(ENDED)).stream()
        .map(
            row ->
                new Ended(
                    codec.fromJson(row.body(), String.class),
                    row.key(),
                    Instant.ofEpochMilli(row.rank())))
        .toList();
  }

  /**
   * Makes unreadable what was said in a session that has ended, and leaves others of its name.
   * Durable on return.
   *
   * @param session which
   */
  public void erase(Ended session) {
    Contended.retry("session " + session.name(), () -> eraseOnce(session));
  }

  private boolean eraseOnce(Ended session) {
    Write.Builder write =
        Write.builder()
            .record(
                "session.erased",
                JournalSessions.stream(session.name()),
                codec.toJson(new SessionEnded(0)))
            .row(new RowChange.Delete(ENDED, session.key(), RowChange.ANY))
            .row(Seals.shred(session.key()));
    boolean others =
        log.session(session.name()).isPresent()
            || seals.keysOf(JournalSessions.stream(session.name())).stream()
                .anyMatch(key -> !key.equals(session.key()));
    if (!others) {
      abouts.forget(session.name(), write);
    }
    journal.writeNow(write.build());
    return true;
  }
}

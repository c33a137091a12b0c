package dev.aios.memory.internal.session;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Codec;
import dev.aios.memory.internal.Names;
import dev.aios.memory.internal.rows.SessionAbout;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whom sessions are about: rows in {@code session.about}, one in the group of the session and one
 * in that of the entity. They outlive the session's end, as the keys of what was said do: who is
 * erased, or held, is found by them. Thread-safe.
 */
final class Abouts {
  private static final String ABOUT = "session.about";

  private final Journal journal;
  private final Codec codec;

  Abouts(Journal journal, Codec codec) {
    this.journal = journal;
    this.codec = codec;
  }

  /** Whom the session of that name is about that has not ended. */
  List<String> of(String session) {
    return rows(now(session)).flatMap(row -> body(row).entities().stream()).sorted().toList();
  }

  /** Whom any session of that name is or was about. */
  List<String> ever(String session) {
    return all(session).flatMap(row -> body(row).entities().stream()).distinct().sorted().toList();
  }

  /** The names of the sessions that are or were about an entity. */
  List<String> in(String entity) {
    return rows("in " + entity).map(row -> body(row).session()).toList();
  }

  /** The parts of a write in which a session is about one more entity. */
  void put(String session, String entity, Write.Builder write) {
    put(session, entity, now(session), write);
    write.row(
        new RowChange.Put(
            ABOUT,
            inverse(entity, session),
            RowChange.ANY,
            "in " + entity,
            0,
            codec.toJson(new SessionAbout(session, List.of(entity)))));
  }

  private void put(String session, String entity, String group, Write.Builder write) {
    write.row(
        new RowChange.Put(
            ABOUT,
            Names.pair(session, entity),
            RowChange.ANY,
            group,
            0,
            codec.toJson(new SessionAbout(session, List.of(entity)))));
  }

  /** The parts of a write in which a session ends. */
  void end(String session, Write.Builder write) {
    of(session).forEach(entity -> put(session, entity, before(session), write));
  }

  /** The parts of a write in which nothing of that name is left; rejected if another is begun. */
  void forget(String session, Write.Builder write) {
    all(session)
        .forEach(
            row -> {
              write.row(new RowChange.Delete(ABOUT, row.key(), row.version()));
              for (String entity : body(row).entities()) {
                write.row(new RowChange.Delete(ABOUT, inverse(entity, session), RowChange.ANY));
              }
            });
  }

  private Stream<Row> all(String session) {
    return Stream.concat(rows(now(session)), rows(before(session)));
  }

  private Stream<Row> rows(String group) {
    return journal.rows(RowQuery.group(ABOUT, group)).stream();
  }

  private SessionAbout body(Row row) {
    return codec.fromJson(row.body(), SessionAbout.class);
  }

  /** The key of the row by which an entity's sessions are found. */
  private static String inverse(String entity, String session) {
    return "in\n" + Names.pair(entity, session);
  }

  private static String now(String session) {
    return "of " + session;
  }

  private static String before(String session) {
    return "once of " + session;
  }
}

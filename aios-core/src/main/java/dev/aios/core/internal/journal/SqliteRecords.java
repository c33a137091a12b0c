package dev.aios.core.internal.journal;

import dev.aios.api.journal.Draft;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The writer's side of the tables record, stream and head: appends to the chain within the
 * transaction of a group. Confined to the leader.
 */
final class SqliteRecords implements AutoCloseable {
  private static final int MOST_STREAMS = 16_384;

  private static final String HEAD = "SELECT position, time, hash, ended FROM head";

  private static final String LAST_STREAM = "SELECT coalesce(max(id), 0) FROM stream";

  private static final String FIND_STREAM = "SELECT id FROM stream WHERE name = ?";

  private static final String ADD_STREAM = "INSERT INTO stream (id, name) VALUES (?, ?)";

  private static final String APPEND =
      """
      INSERT INTO record (position, time, kind, stream, body, hash)
      VALUES (?, ?, ?, ?, CAST(? AS TEXT), ?)
      """;

  private static final String MOVE_HEAD =
      "UPDATE head SET position = ?, time = ?, hash = ? WHERE id = 1";

  private static final String END_STREAM =
      """
      DELETE FROM stream WHERE name = ?
      AND NOT EXISTS (SELECT 1 FROM record WHERE record.stream = stream.id)
      """;

  private static final String NOTE_ENDED = "UPDATE head SET ended = ended + 1 WHERE id = 1";

  private final Connection connection;
  private final HashChain chain = new HashChain();
  private final Map<String, Long> streams = new LinkedHashMap<>(256, 0.75f, true);
  private final PreparedStatement head;
  private final PreparedStatement lastStream;
  private final PreparedStatement findStream;
  private final PreparedStatement addStream;
  private final PreparedStatement append;
  private final PreparedStatement moveHead;

  private long position;
  private long micros;
  private byte[] hash = HashChain.start();
  private long streamCount;

  /** How often names of streams were given up, as far as this writer knows. */
  private long ended;

  private int appended;

  SqliteRecords(Connection connection) throws SQLException {
    this.connection = connection;
    head = connection.prepareStatement(HEAD);
    lastStream = connection.prepareStatement(LAST_STREAM);
    findStream = connection.prepareStatement(FIND_STREAM);
    addStream = connection.prepareStatement(ADD_STREAM);
    append = connection.prepareStatement(APPEND);
    moveHead = connection.prepareStatement(MOVE_HEAD);
  }

  /** Reads where the journal ends, because another process may have moved it. */
  void refresh() throws SQLException {
    try (ResultSet result = head.executeQuery()) {
      if (!result.next()) {
        throw new SQLException(
            "the table head has lost its row, somebody has changed the file. Restore it from a"
                + " backup");
      }
      position = result.getLong(1);
      micros = result.getLong(2);
      hash = result.getBytes(3);
      if (result.getLong(4) != ended) {
        // what is remembered may be the number of a stream that was given up
        streams.clear();
        ended = result.getLong(4);
      }
    }
    try (ResultSet result = lastStream.executeQuery()) {
      result.next();
      streamCount = result.getLong(1);
    }
  }

  /** The position of the last record, with those of the group so far. */
  long position() {
    return position;
  }

  /**
   * Adds a record to the group, dated now or at the time of the record before it if that is later.
   */
  void append(Draft draft, long now) throws SQLException {
    long next = position + 1;
    long time = Math.max(now, micros);
    byte[] body = draft.body().utf8();
    byte[] nextHash =
        chain.next(
            hash,
            next,
            time,
            draft.kind().getBytes(StandardCharsets.UTF_8),
            draft.stream().getBytes(StandardCharsets.UTF_8),
            body);
    append.setLong(1, next);
    append.setLong(2, time);
    append.setString(3, draft.kind());
    append.setLong(4, streamId(draft.stream()));
    append.setBytes(5, body);
    append.setBytes(6, nextHash);
    append.addBatch();
    appended++;
    position = next;
    micros = time;
    hash = nextHash;
  }

  private long streamId(String name) throws SQLException {
    Long known = streams.get(name);
    if (known != null) {
      return known;
    }
    long id = findOrAdd(name);
    streams.put(name, id);
    return id;
  }

  private long findOrAdd(String name) throws SQLException {
    findStream.setString(1, name);
    try (ResultSet result = findStream.executeQuery()) {
      if (result.next()) {
        return result.getLong(1);
      }
    }
    long id = streamCount + 1;
    addStream.setLong(1, id);
    addStream.setString(2, name);
    addStream.executeUpdate();
    streamCount = id;
    return id;
  }

  /** Gives up the names of streams that hold no record any more, with those of the group so far. */
  void end(List<String> names) throws SQLException {
    append.executeBatch();
    boolean any = false;
    try (PreparedStatement end = connection.prepareStatement(END_STREAM)) {
      for (String name : names) {
        end.setString(1, name);
        any |= end.executeUpdate() > 0;
        streams.remove(name);
      }
    }
    if (any) {
      try (PreparedStatement note = connection.prepareStatement(NOTE_ENDED)) {
        note.executeUpdate();
      }
      ended++;
    }
  }

  /** Hands the group's records to SQLite. */
  void flush() throws SQLException {
    if (appended == 0) {
      return;
    }
    append.executeBatch();
    moveHead.setLong(1, position);
    moveHead.setLong(2, micros);
    moveHead.setBytes(3, hash);
    moveHead.executeUpdate();
    appended = 0;
  }

  /** The last record of the chain, that of the group if it appended any. */
  SqliteFate.Witness witness() {
    return new SqliteFate.Witness.LastRecord(position, hash);
  }

  /** Keeps the memory of streams small. */
  void trim() {
    Caches.trim(streams, MOST_STREAMS);
  }

  @Override
  public void close() throws SQLException {
    head.close();
    lastStream.close();
    findStream.close();
    addStream.close();
    append.close();
    moveHead.close();
  }
}

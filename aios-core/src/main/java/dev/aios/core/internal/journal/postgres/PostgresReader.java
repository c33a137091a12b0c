package dev.aios.core.internal.journal.postgres;

import dev.aios.api.journal.HashedRecord;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.RecordHashes;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.value.Json;
import dev.aios.core.internal.journal.HashChain;
import dev.aios.core.internal.journal.ListedRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A borrowed connection that reads. Used by one thread at a time. */
final class PostgresReader {
  /** Whether everything before a record has been decided, as one snapshot sees it. */
  static final String SETTLED =
      """
      (r.tx < pg_snapshot_xmin(pg_current_snapshot())
       OR r.position <= (SELECT settled FROM "SCHEMA".meta))""";

  private static final String READ =
      "SELECT r.position, r.time, r.kind, s.name, r.body, r.hash, r.chain, r.index, "
          + SETTLED
          + """

          FROM "SCHEMA".record r LEFT JOIN "SCHEMA".stream s ON s.id = r.stream
          WHERE r.position > ? ORDER BY r.position LIMIT ?
          """;

  private static final String READ_STREAM =
      "SELECT r.position, r.time, r.kind, ?, r.body, r.hash, r.chain, r.index, "
          + SETTLED
          + """

          FROM "SCHEMA".record r
          WHERE r.stream = (SELECT id FROM "SCHEMA".stream WHERE name = ?) AND r.position > ?
          ORDER BY r.position LIMIT ?
          """;

  private static final String HASHES =
      "SELECT r.position, r.hash, "
          + SETTLED
          + """

          FROM "SCHEMA".record r WHERE r.position > ? ORDER BY r.position LIMIT ?
          """;

  /** Whoever goes back by position meets the record before it in its chain first. */
  private static final String HASHED =
      """
      SELECT r.index, r.time, r.kind, s.name, r.body,
             (SELECT p.hash FROM "SCHEMA".record p
              WHERE p.chain = r.chain AND p.position < r.position
              ORDER BY p.position DESC LIMIT 1)
      FROM "SCHEMA".record r JOIN "SCHEMA".stream s ON s.id = r.stream WHERE r.position = ?
      """;

  private static final String ROW =
      """
      SELECT tab, key, version, grp, rank, body, position FROM "SCHEMA".row
      WHERE tab = ? AND key = ?
      """;

  private static final String ROWS_OF_TABLE =
      """
      SELECT tab, key, version, grp, rank, body, position FROM "SCHEMA".row
      WHERE tab = ? AND rank BETWEEN ? AND ? ORDER BY grp, rank, key LIMIT ?
      """;

  private static final String ROWS_OF_GROUP =
      """
      SELECT tab, key, version, grp, rank, body, position FROM "SCHEMA".row
      WHERE tab = ? AND grp = ? AND rank BETWEEN ? AND ? ORDER BY rank, key LIMIT ?
      """;

  private static final String ROWS_AFTER =
      """
      SELECT tab, key, version, grp, rank, body, position FROM "SCHEMA".row
      WHERE tab = ? AND grp = ? AND (rank, key) > (?, ?) AND rank <= ? ORDER BY rank, key LIMIT ?
      """;

  private static final String COUNTER = "SELECT value FROM \"SCHEMA\".counter WHERE name = ?";

  /** A record, and whether every record before it that will ever be there is there. */
  record Found(JournalRecord record, boolean settled) {}

  /** Hashes of records, and whether every record before the last of them is there. */
  record FoundHashes(RecordHashes hashes, boolean settled) {}

  private final PostgresDatabase database;
  private final Connection connection;

  PostgresReader(PostgresDatabase database, Connection connection) {
    this.database = database;
    this.connection = connection;
  }

  private PreparedStatement prepared(String sql) throws SQLException {
    return connection.prepareStatement(database.sql(sql));
  }

  List<Found> read(long afterPosition, int limit) throws SQLException {
    try (PreparedStatement statement = prepared(READ)) {
      statement.setLong(1, afterPosition);
      statement.setInt(2, limit);
      return found(statement);
    }
  }

  List<Found> readStream(String stream, long afterPosition, int limit) throws SQLException {
    try (PreparedStatement statement = prepared(READ_STREAM)) {
      statement.setString(1, stream);
      statement.setString(2, stream);
      statement.setLong(3, afterPosition);
      statement.setInt(4, limit);
      return found(statement);
    }
  }

  private static List<Found> found(PreparedStatement statement) throws SQLException {
    List<Found> found = new ArrayList<>();
    try (ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        String stream = result.getString(4);
        found.add(
            new Found(
                new JournalRecord(
                    result.getLong(1),
                    HashChain.instant(result.getLong(2)),
                    result.getString(3),
                    stream == null ? "" : stream,
                    Json.ofUtf8(result.getBytes(5)),
                    HashChain.hex(result.getBytes(6)),
                    result.getInt(7),
                    result.getLong(8)),
                result.getBoolean(9)));
      }
    }
    return found;
  }

  FoundHashes hashes(long afterPosition, int limit) throws SQLException {
    RecordHashes.Builder hashes = RecordHashes.builder(limit);
    boolean settled = true;
    try (PreparedStatement statement = prepared(HASHES)) {
      statement.setLong(1, afterPosition);
      statement.setInt(2, limit);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          hashes.add(result.getLong(1), result.getBytes(2));
          settled = result.getBoolean(3);
        }
      }
    }
    return new FoundHashes(hashes.build(), settled);
  }

  Optional<HashedRecord> hashed(long position) throws SQLException {
    try (PreparedStatement statement = prepared(HASHED)) {
      statement.setLong(1, position);
      try (ResultSet result = statement.executeQuery()) {
        if (!result.next()) {
          return Optional.empty();
        }
        long index = result.getLong(1);
        byte[] before = index == 1 ? HashChain.start() : result.getBytes(6);
        return before == null
            ? Optional.empty()
            : Optional.of(
                new HashedRecord(
                    HashChain.hex(before),
                    index,
                    HashChain.instant(result.getLong(2)),
                    result.getString(3),
                    result.getString(4),
                    Json.ofUtf8(result.getBytes(5))));
      }
    }
  }

  Optional<Row> row(String table, String key) throws SQLException {
    try (PreparedStatement statement = prepared(ROW)) {
      statement.setString(1, table);
      statement.setString(2, key);
      return ListedRows.of(statement).stream().findFirst();
    }
  }

  List<Row> rows(RowQuery query) throws SQLException {
    String group = query.group();
    String afterKey = query.afterKey();
    String sql = group == null ? ROWS_OF_TABLE : afterKey == null ? ROWS_OF_GROUP : ROWS_AFTER;
    try (PreparedStatement statement = prepared(sql)) {
      int at = 1;
      statement.setString(at++, query.table());
      if (group != null) {
        statement.setString(at++, group);
      }
      statement.setLong(at++, query.fromRank());
      if (afterKey != null) {
        statement.setString(at++, afterKey);
      }
      statement.setLong(at++, query.toRank());
      statement.setInt(at, query.limit());
      return ListedRows.of(statement);
    }
  }

  long counter(String counter) throws SQLException {
    try (PreparedStatement statement = prepared(COUNTER)) {
      statement.setString(1, counter);
      try (ResultSet result = statement.executeQuery()) {
        return result.next() ? result.getLong(1) : 0;
      }
    }
  }
}

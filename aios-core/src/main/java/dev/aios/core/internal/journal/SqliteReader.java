package dev.aios.core.internal.journal;

import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.RecordHashes;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.value.Json;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sqlite.SQLiteConfig.TransactionMode;

/** A connection that reads, with its statements. Used by one thread at a time. */
public final class SqliteReader implements AutoCloseable {
  static final String READ =
      """
      SELECT r.position, r.time, r.kind, s.name, r.body, r.hash
      FROM record r LEFT JOIN stream s ON s.id = r.stream
      WHERE r.position > ? ORDER BY r.position LIMIT ?
      """;

  static final String READ_STREAM =
      """
      SELECT r.position, r.time, r.kind, ?1, r.body, r.hash
      FROM record r
      WHERE r.stream = (SELECT id FROM stream WHERE name = ?1) AND r.position > ?2
      ORDER BY r.position LIMIT ?3
      """;

  static final String HASHES =
      "SELECT position, hash FROM record WHERE position > ? ORDER BY position LIMIT ?";

  static final String HEAD = "SELECT position FROM head";

  static final String HEAD_HASH = "SELECT position, hash FROM head";

  static final String ROW =
      "SELECT tab, key, version, grp, rank, body, position FROM row WHERE tab = ? AND key = ?";

  static final String ROWS_OF_TABLE =
      """
      SELECT tab, key, version, grp, rank, body, position FROM row
      WHERE tab = ? AND rank BETWEEN ? AND ? ORDER BY grp, rank, key LIMIT ?
      """;

  static final String ROWS_OF_GROUP =
      """
      SELECT tab, key, version, grp, rank, body, position FROM row
      WHERE tab = ? AND grp = ? AND rank BETWEEN ? AND ? ORDER BY rank, key LIMIT ?
      """;

  static final String ROWS_AFTER =
      """
      SELECT tab, key, version, grp, rank, body, position FROM row
      WHERE tab = ? AND grp = ? AND (rank, key) > (?, ?) AND rank <= ? ORDER BY rank, key LIMIT ?
      """;

  static final String GAP =
      """
      SELECT first, last, time, hash FROM archived WHERE first <= ? ORDER BY first DESC LIMIT 1
      """;

  static final String COUNTER = "SELECT value FROM counter WHERE name = ?";

  private static final int VERIFIED_AT_ONCE = 10_000;

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  SqliteReader(SqliteFile file) throws SQLException {
    connection = file.connect(TransactionMode.DEFERRED);
  }

  private PreparedStatement prepared(String sql) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    return statement;
  }

  /**
   * Reads records, see the journal's contract.
   *
   * @param afterPosition only records after this position
   * @param limit the most records wanted
   * @return the records, ascending
   * @throws SQLException if SQLite reports an error
   */
  public List<JournalRecord> read(long afterPosition, int limit) throws SQLException {
    PreparedStatement statement = prepared(READ);
    statement.setLong(1, afterPosition);
    statement.setInt(2, limit);
    return records(statement);
  }

  /**
   * Reads the records of a stream.
   *
   * @param stream the stream
   * @param afterPosition only records after this position
   * @param limit the most records wanted
   * @return the records, ascending
   * @throws SQLException if SQLite reports an error
   */
  public List<JournalRecord> readStream(String stream, long afterPosition, int limit)
      throws SQLException {
    PreparedStatement statement = prepared(READ_STREAM);
    statement.setString(1, stream);
    statement.setLong(2, afterPosition);
    statement.setInt(3, limit);
    return records(statement);
  }

  private static List<JournalRecord> records(PreparedStatement statement) throws SQLException {
    List<JournalRecord> records = new ArrayList<>();
    try (ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        String stream = result.getString(4);
        records.add(
            new JournalRecord(
                result.getLong(1),
                HashChain.instant(result.getLong(2)),
                result.getString(3),
                stream == null ? "" : stream,
                Json.ofUtf8(result.getBytes(5)),
                HashChain.hex(result.getBytes(6))));
      }
    }
    return records;
  }

  /**
   * Reads the hashes of records.
   *
   * @param afterPosition only records after this position
   * @param limit the most wanted
   * @return their positions and hashes, ascending
   * @throws SQLException if SQLite reports an error
   */
  public RecordHashes hashes(long afterPosition, int limit) throws SQLException {
    PreparedStatement statement = prepared(HASHES);
    statement.setLong(1, afterPosition);
    statement.setInt(2, limit);
    RecordHashes.Builder hashes = RecordHashes.builder(limit);
    try (ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        hashes.add(result.getLong(1), result.getBytes(2));
      }
    }
    return hashes.build();
  }

  /**
   * Where the journal ends.
   *
   * @return the position of the last record, 0 if there is none
   * @throws SQLException if SQLite reports an error
   */
  public long head() throws SQLException {
    try (ResultSet result = prepared(HEAD).executeQuery()) {
      return result.next() ? result.getLong(1) : 0;
    }
  }

  /**
   * Finds a row.
   *
   * @param table the table
   * @param key the key
   * @return the row as last committed
   * @throws SQLException if SQLite reports an error
   */
  public Optional<Row> row(String table, String key) throws SQLException {
    PreparedStatement statement = prepared(ROW);
    statement.setString(1, table);
    statement.setString(2, key);
    return ListedRows.of(statement).stream().findFirst();
  }

  /**
   * Lists rows.
   *
   * @param query which
   * @return the rows in the query's order
   * @throws SQLException if SQLite reports an error
   */
  public List<Row> rows(RowQuery query) throws SQLException {
    String group = query.group();
    String afterKey = query.afterKey();
    if (group == null) {
      PreparedStatement statement = prepared(ROWS_OF_TABLE);
      statement.setString(1, query.table());
      statement.setLong(2, query.fromRank());
      statement.setLong(3, query.toRank());
      statement.setInt(4, query.limit());
      return ListedRows.of(statement);
    }
    PreparedStatement statement = prepared(afterKey == null ? ROWS_OF_GROUP : ROWS_AFTER);
    int at = 1;
    statement.setString(at++, query.table());
    statement.setString(at++, group);
    statement.setLong(at++, query.fromRank());
    if (afterKey != null) {
      statement.setString(at++, afterKey);
    }
    statement.setLong(at++, query.toRank());
    statement.setInt(at, query.limit());
    return ListedRows.of(statement);
  }

  /**
   * Reads a counter.
   *
   * @param counter its name
   * @return its value, 0 if absent
   * @throws SQLException if SQLite reports an error
   */
  public long counter(String counter) throws SQLException {
    PreparedStatement statement = prepared(COUNTER);
    statement.setString(1, counter);
    try (ResultSet result = statement.executeQuery()) {
      return result.next() ? result.getLong(1) : 0;
    }
  }

  /**
   * Checks the chain, in stretches, because a long read would keep SQLite from emptying its
   * write-ahead log. Only the last stretch and the head are read together.
   *
   * @param check takes the records
   * @throws SQLException if SQLite reports an error
   */
  public void verify(ChainCheck check) throws SQLException {
    boolean more = true;
    while (more) {
      more = verifyStretch(check);
    }
    connection.setAutoCommit(false);
    more = true;
    while (more) {
      more = verifyStretch(check);
    }
    verifyEnd(check);
    connection.setAutoCommit(true);
  }

  private boolean verifyStretch(ChainCheck check) throws SQLException {
    PreparedStatement statement = prepared(READ);
    statement.setLong(1, check.position());
    statement.setInt(2, VERIFIED_AT_ONCE);
    int count = 0;
    try (ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        String stream = result.getString(4);
        if (result.getLong(1) != check.position() + 1) {
          skipGap(check);
        }
        boolean fits =
            check.next(
                result.getLong(1),
                result.getLong(2),
                result.getString(3).getBytes(StandardCharsets.UTF_8),
                stream == null ? null : stream.getBytes(StandardCharsets.UTF_8),
                result.getBytes(5),
                result.getBytes(6));
        if (!fits) {
          return false;
        }
        count++;
      }
    }
    return count == VERIFIED_AT_ONCE;
  }

  /** Goes past what is in archives; the statement that reads records keeps the snapshot. */
  private void skipGap(ChainCheck check) throws SQLException {
    PreparedStatement statement = prepared(GAP);
    long next = check.position() + 1;
    statement.setLong(1, next);
    try (ResultSet result = statement.executeQuery()) {
      if (result.next() && result.getLong(2) >= next) {
        check.skip(
            new Gap(result.getLong(1), result.getLong(2), result.getLong(3), result.getBytes(4)));
      }
    }
  }

  private void verifyEnd(ChainCheck check) throws SQLException {
    try (ResultSet result = prepared(HEAD_HASH).executeQuery()) {
      if (result.next()) {
        if (check.position() < result.getLong(1)) {
          skipGap(check);
        }
        check.end(result.getLong(1), result.getBytes(2));
      } else {
        check.noEnd();
      }
    }
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : statements.values()) {
      statement.close();
    }
    connection.close();
  }
}

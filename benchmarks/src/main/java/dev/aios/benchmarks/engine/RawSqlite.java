package dev.aios.benchmarks.engine;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What SQLite can do at most through JDBC: insert rows of the size of a record into one table
 * without any index, in transactions of a fixed size, with the journal's own durability.
 */
final class RawSqlite implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement insert;
  private final byte[] body = "x".repeat(JournalLoad.BODY_BYTES).getBytes(StandardCharsets.UTF_8);

  RawSqlite(Path folder, String name) throws SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(name));
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute(
          "CREATE TABLE raw (id INTEGER PRIMARY KEY, name TEXT, at INTEGER, body BLOB)");
    }
    connection.setAutoCommit(false);
    insert = connection.prepareStatement("INSERT INTO raw (name, at, body) VALUES (?, ?, ?)");
  }

  /** Rows a second, in transactions of so many rows. */
  double rowsPerSecond(int rows, double seconds) throws SQLException {
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    long now = start;
    long count = 0;
    while (now < end) {
      for (int i = 0; i < rows; i++) {
        insert.setString(1, "run/benchmark/" + i);
        insert.setLong(2, now);
        insert.setBytes(3, body);
        insert.addBatch();
      }
      insert.executeBatch();
      connection.commit();
      count += rows;
      now = System.nanoTime();
    }
    return count * 1e9 / (now - start);
  }

  @Override
  public void close() throws SQLException {
    insert.close();
    connection.close();
  }
}

package dev.aios.benchmarks.postgres;

import dev.aios.benchmarks.engine.JournalLoad;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What PostgreSQL can do at most through JDBC on one connection: insert rows of the size of a
 * record into one table with a primary key, many rows in a statement, one statement a commit.
 */
final class RawPostgres implements AutoCloseable {
  private final Connection connection;
  private final String table;
  private final byte[] body = "x".repeat(JournalLoad.BODY_BYTES).getBytes(StandardCharsets.UTF_8);

  RawPostgres(String url, String table) throws SQLException {
    this.table = table;
    connection = DriverManager.getConnection(url);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE "
              + table
              + " (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text, at bigint, body"
              + " bytea)");
    }
  }

  /** Rows a second, so many in each statement and commit. */
  double rowsPerSecond(int rows, double seconds) throws SQLException {
    String sql =
        "INSERT INTO "
            + table
            + " (name, at, body) VALUES "
            + "(?,?,?),".repeat(rows - 1)
            + "(?,?,?)";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      long start = System.nanoTime();
      long end = start + (long) (seconds * 1e9);
      long now = start;
      long count = 0;
      while (now < end) {
        int at = 1;
        for (int i = 0; i < rows; i++) {
          insert.setString(at++, "run/benchmark/" + i);
          insert.setLong(at++, now);
          insert.setBytes(at++, body);
        }
        insert.executeUpdate();
        count += rows;
        now = System.nanoTime();
      }
      return count * 1e9 / (now - start);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}

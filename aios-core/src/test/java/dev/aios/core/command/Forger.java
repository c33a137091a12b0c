package dev.aios.core.command;

import dev.aios.api.journal.HashedRecord;
import dev.aios.api.value.Json;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/** Somebody who can write the file, and knows how the chain is made. */
final class Forger {
  private Forger() {}

  /** Changes what a statement changes, then makes a chain that fits. */
  static void rewrite(Path file, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
      connection.setAutoCommit(false);
      String previous = "0".repeat(64);
      long position = 0;
      try (ResultSet row =
              statement.executeQuery(
                  """
                  SELECT r.position, r.time, r.kind, s.name, r.body
                  FROM record r JOIN stream s ON s.id = r.stream ORDER BY r.position
                  """);
          PreparedStatement update =
              connection.prepareStatement("UPDATE record SET hash = ? WHERE position = ?")) {
        while (row.next()) {
          position = row.getLong(1);
          previous =
              new HashedRecord(
                      previous,
                      position,
                      Instant.EPOCH.plus(row.getLong(2), ChronoUnit.MICROS),
                      row.getString(3),
                      row.getString(4),
                      Json.of(row.getString(5)))
                  .hash();
          update.setBytes(1, HexFormat.of().parseHex(previous));
          update.setLong(2, position);
          update.addBatch();
        }
        update.executeBatch();
      }
      try (PreparedStatement head =
          connection.prepareStatement("UPDATE head SET position = ?, hash = ?")) {
        head.setLong(1, position);
        head.setBytes(2, HexFormat.of().parseHex(previous));
        head.executeUpdate();
      }
      connection.commit();
    }
  }
}

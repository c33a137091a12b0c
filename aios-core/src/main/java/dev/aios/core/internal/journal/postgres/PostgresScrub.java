package dev.aios.core.internal.journal.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what was deleted from rows out of the server's own files, as far as this role may: the
 * table is written anew and its old file removed; then the server is made to write all that is in
 * its write-ahead log to the tables, and to go once over the segments of the log that it keeps for
 * use again, whose ends it fills with zeros.
 */
public final class PostgresScrub {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresScrub.class);

  /** A log of more than 16 GB is not gone over. */
  private static final int MOST_SEGMENTS = 1_000;

  /** A segment is only left when something stands in it. */
  private static final String NEXT_SEGMENT =
      "SELECT pg_logical_emit_message(false, 'aios', 'scrub'), pg_switch_wal()";

  private final PostgresDatabase database;

  /**
   * Of one journal.
   *
   * @param database where it is
   */
  public PostgresScrub(PostgresDatabase database) {
    this.database = database;
  }

  /** Scrubs. What the role may not do is left out, and said. */
  public void run() {
    try (Connection connection = database.connect()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(database.sql("VACUUM (FULL, ANALYZE) \"SCHEMA\".row"));
      }
      log(connection);
    } catch (SQLException e) {
      throw PostgresErrors.storage("scrub", database.name(), e);
    }
  }

  private void log(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CHECKPOINT");
      long end = segments(connection);
      for (long i = 0; i < end; i++) {
        statement.execute(NEXT_SEGMENT);
      }
      statement.execute("CHECKPOINT");
    } catch (SQLException e) {
      LOG.atWarn()
          .addKeyValue("schema", database.schema())
          .addKeyValue("reason", e.getMessage())
          .log(
              "What was erased is out of the tables; the server's write-ahead log was left to the"
                  + " server, because this role may not have it written on (pg_checkpoint,"
                  + " pg_switch_wal, pg_ls_waldir)");
    }
  }

  private static long segments(Connection connection) throws SQLException {
    try (PreparedStatement count =
        connection.prepareStatement("SELECT least(count(*), ?) FROM pg_ls_waldir()")) {
      count.setLong(1, MOST_SEGMENTS);
      try (ResultSet result = count.executeQuery()) {
        result.next();
        return result.getLong(1);
      }
    }
  }
}

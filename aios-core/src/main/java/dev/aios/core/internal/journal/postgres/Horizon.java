package dev.aios.core.internal.journal.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Up to which position everything is decided: no record can appear any more at or before it.
 *
 * <p>A writer draws its positions and its transaction id together, under a lock that it holds for
 * that moment only, so that ids ascend with positions. A record whose transaction id is below the
 * oldest one that is still running is therefore settled: what stands before it has been committed,
 * or was rolled back and leaves a gap for ever. After the last settled record, positions that
 * follow without a gap are as good. Thread-safe.
 */
final class Horizon {
  private static final int WALK = 1_000;

  private static final String LAST = "SELECT coalesce(max(position), 0) FROM \"SCHEMA\".record";

  private static final String SEARCH =
      """
      WITH from_here AS (
        SELECT greatest(?, coalesce((
          SELECT r.position FROM "SCHEMA".record r
          WHERE r.position > ? AND SETTLED
          ORDER BY r.position DESC LIMIT 1), 0)) AS at)
      SELECT f.at, count(r.position), coalesce(max(r.position), f.at)
      FROM from_here f LEFT JOIN "SCHEMA".record r ON r.position > f.at GROUP BY f.at
      """
          .replace("SETTLED", PostgresReader.SETTLED);

  private static final String POSITIONS =
      "SELECT position FROM \"SCHEMA\".record WHERE position > ? ORDER BY position LIMIT " + WALK;

  private final PostgresDatabase database;

  /** It only ever moves forward. */
  private volatile long known;

  Horizon(PostgresDatabase database) {
    this.database = database;
  }

  /** As it was last seen. */
  long known() {
    return known;
  }

  /** The last committed position, decided or not. */
  long last(Connection connection) throws SQLException {
    try (PreparedStatement last = connection.prepareStatement(database.sql(LAST));
        ResultSet result = last.executeQuery()) {
      result.next();
      return result.getLong(1);
    }
  }

  /** As it is now. */
  long position(Connection connection) throws SQLException {
    long from = known;
    try (PreparedStatement search = connection.prepareStatement(database.sql(SEARCH))) {
      search.setLong(1, from);
      search.setLong(2, from);
      try (ResultSet result = search.executeQuery()) {
        result.next();
        long settled = result.getLong(1);
        long end = result.getLong(3);
        boolean dense = end - settled == result.getLong(2);
        return moveTo(dense ? end : walk(connection, settled));
      }
    }
  }

  private long walk(Connection connection, long settled) throws SQLException {
    long at = settled;
    try (PreparedStatement positions = connection.prepareStatement(database.sql(POSITIONS))) {
      positions.setLong(1, settled);
      try (ResultSet result = positions.executeQuery()) {
        while (result.next() && result.getLong(1) == at + 1) {
          at++;
        }
      }
    }
    return at;
  }

  private synchronized long moveTo(long position) {
    known = Math.max(known, position);
    return known;
  }
}

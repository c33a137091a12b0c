package dev.aios.core.internal.journal.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A chain and where it stands, as its writer knows it. A writer has a chain to itself: it holds an
 * advisory lock while its connection lives, and its token stands in the chain's row until another
 * writer takes the chain.
 */
final class ChainPlace {
  private static final String IDS = "SELECT id FROM \"SCHEMA\".chain ORDER BY id";

  private static final String LOCK = "SELECT pg_try_advisory_lock(?, ?)";

  private static final String TAKE =
      """
      UPDATE "SCHEMA".chain c SET writer = ? FROM "SCHEMA".chain before
      WHERE c.id = ? AND before.id = c.id
      RETURNING c.turn, c.index, c.time, c.hash, before.writer
      """;

  private static final String ADD =
      """
      INSERT INTO "SCHEMA".chain (id, turn, index, time, hash, writer)
      SELECT coalesce(max(id), 0) + 1, 0, 0, -9223372036854775808,
             decode(repeat('00', 32), 'hex'), 0 FROM "SCHEMA".chain
      ON CONFLICT DO NOTHING
      """;

  final int id;

  /** The token of the writer before this one. */
  final long writerBefore;

  /** How many groups it has taken. */
  long turn;

  /** How many records it has. */
  long index;

  long time;
  byte[] hash;

  private ChainPlace(int id, ResultSet row) throws SQLException {
    this.id = id;
    turn = row.getLong(1);
    index = row.getLong(2);
    time = row.getLong(3);
    hash = row.getBytes(4);
    writerBefore = row.getLong(5);
  }

  void advance(int records, long newTime, byte[] newHash) {
    turn++;
    index += records;
    time = newTime;
    hash = newHash;
  }

  /** Takes one chain, or returns null if another writer has it. */
  static @Nullable ChainPlace take(
      PostgresDatabase database, Connection connection, int chain, long token) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(LOCK);
        PreparedStatement take = connection.prepareStatement(database.sql(TAKE))) {
      lock.setInt(1, database.lockKey());
      lock.setInt(2, chain);
      try (ResultSet locked = lock.executeQuery()) {
        locked.next();
        if (!locked.getBoolean(1)) {
          return null;
        }
      }
      take.setLong(1, token);
      take.setInt(2, chain);
      try (ResultSet row = take.executeQuery()) {
        return row.next() ? new ChainPlace(chain, row) : null;
      }
    }
  }

  /** Takes the first chain that no writer has, or a new one. */
  static ChainPlace takeAny(PostgresDatabase database, Connection connection, long token)
      throws SQLException {
    while (true) {
      for (int chain : ids(database, connection)) {
        ChainPlace taken = take(database, connection, chain, token);
        if (taken != null) {
          return taken;
        }
      }
      database.run(connection, ADD);
    }
  }

  private static List<Integer> ids(PostgresDatabase database, Connection connection)
      throws SQLException {
    List<Integer> ids = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(database.sql(IDS));
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        ids.add(rows.getInt(1));
      }
    }
    return ids;
  }
}

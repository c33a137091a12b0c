package dev.aios.core.internal.journal.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A chain and where it stands, as its writer knows it. A writer has a chain to itself: it holds an
 * advisory lock while its connection lives, and the token of this connection stands in the chain's
 * row until another one takes the chain.
 */
final class ChainPlace {
  private static final String IDS = "SELECT id FROM \"SCHEMA\".chain ORDER BY id";

  private static final String LOCK = "SELECT pg_try_advisory_lock(?, ?)";

  private static final String LOOK =
      "SELECT turn, index, time, hash, writer FROM \"SCHEMA\".chain WHERE id = ?";

  private static final String CLAIM = "UPDATE \"SCHEMA\".chain SET writer = ? WHERE id = ?";

  private static final String ADD =
      """
      INSERT INTO "SCHEMA".chain (id, turn, index, time, hash, writer)
      SELECT coalesce(max(id), 0) + 1, 0, 0, -9223372036854775808,
             decode(repeat('00', 32), 'hex'), 0 FROM "SCHEMA".chain
      ON CONFLICT DO NOTHING
      """;

  final int id;

  /** The token of the connection that had the chain before this one. */
  final long writerBefore;

  /**
   * The token of this connection, and those of connections that took the chain after it to find out
   * what became of its last group. Whoever finds another one in the chain's row knows that somebody
   * else had the chain meanwhile.
   */
  private final Set<Long> tokens = new HashSet<>();

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

  /** Whether nobody has written to the chain since, but for the group under way. */
  boolean isFollowedBy(ChainPlace now) {
    return now.id == id && tokens.contains(now.writerBefore);
  }

  /**
   * Puts a token into the chain's row.
   *
   * @param lost whose last group's fate is looked for, if any
   */
  void claim(
      PostgresDatabase database, Connection connection, long token, @Nullable ChainPlace lost)
      throws SQLException {
    tokens.add(token);
    if (lost != null && lost.isFollowedBy(this)) {
      // Before the database is asked: should its answer get lost as well, the token is known.
      lost.tokens.add(token);
    }
    try (PreparedStatement claim = connection.prepareStatement(database.sql(CLAIM))) {
      claim.setLong(1, token);
      claim.setInt(2, id);
      claim.executeUpdate();
    }
  }

  /** Locks one chain, or returns null if another writer has it. */
  static @Nullable ChainPlace lock(PostgresDatabase database, Connection connection, int chain)
      throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(LOCK);
        PreparedStatement look = connection.prepareStatement(database.sql(LOOK))) {
      lock.setInt(1, database.lockKey());
      lock.setInt(2, chain);
      try (ResultSet locked = lock.executeQuery()) {
        locked.next();
        if (!locked.getBoolean(1)) {
          return null;
        }
      }
      look.setInt(1, chain);
      try (ResultSet row = look.executeQuery()) {
        return row.next() ? new ChainPlace(chain, row) : null;
      }
    }
  }

  /** Locks the first chain that no writer has, or a new one. */
  static ChainPlace lockAny(PostgresDatabase database, Connection connection) throws SQLException {
    while (true) {
      for (int chain : ids(database, connection)) {
        ChainPlace locked = lock(database, connection, chain);
        if (locked != null) {
          return locked;
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

package dev.aios.core.internal.journal.postgres;

import dev.aios.core.internal.journal.HashChain;
import dev.aios.core.internal.journal.RowId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postgresql.PGConnection;
import org.slf4j.LoggerFactory;

/**
 * A connection that writes, with the chain that it continues. A group is one statement, and so one
 * transaction that needs nothing from this side to end. Confined to the leader.
 */
final class WriteSession {
  private static final int MOST_STREAMS = 16_384;

  private static final long COMPARED_MICROS = 100_000;

  /** Rows are found by index from the first day, when the tables' statistics know of none. */
  private static final String SETTINGS =
      """
      SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;
      SET plan_cache_mode = force_generic_plan; SET jit = off;
      SELECT set_config('synchronous_commit', 'on', false)
      WHERE current_setting('synchronous_commit') = 'off'
      """;

  private static final String RESET =
      """
      RESET enable_seqscan; RESET enable_hashjoin; RESET enable_mergejoin;
      RESET plan_cache_mode; RESET jit; RESET synchronous_commit;
      SELECT pg_advisory_unlock_all()
      """;

  private static final String VERSIONS =
      """
      SELECT coalesce(r.version, 0)
      FROM unnest(?::text[], ?::text[]) WITH ORDINALITY u (tab, key, i)
      LEFT JOIN "SCHEMA".row r ON r.tab = u.tab AND r.key = u.key ORDER BY u.i
      """;

  private static final String APPEND = "SELECT * FROM \"SCHEMA\".append(" + "?, ".repeat(26) + "?)";

  private static final String DRAWING =
      """
      SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory'
      AND objsubid = 2 AND objid = 0
      """;

  /** The same, with the positions of records that leave the journal, and the streams that end. */
  private static final String ARCHIVE =
      "SELECT * FROM \"SCHEMA\".append_and_archive(" + "?, ".repeat(28) + "?)";

  /** From the end, where the last records of a chain are. */
  private static final String POSITION =
      "SELECT position FROM \"SCHEMA\".record WHERE chain = ? AND index = ?"
          + " ORDER BY position DESC LIMIT 1";

  private static final String NEXT_POSITION =
      "SELECT CASE WHEN is_called THEN last_value + 1 ELSE 1 END FROM \"SCHEMA\".position";

  private final PostgresDatabase database;
  private final Connection connection;
  private final PGConnection arrays;
  private final ChainPlace chain;
  private final HashChain hashes = new HashChain();
  private final PreparedStatement append;
  private final Map<String, Long> streams = new LinkedHashMap<>(256, 0.75f, true);

  /** The time of a record of another node that is well ahead of this node's clock. */
  private long latest = Long.MIN_VALUE;

  /** When this node's clock was last compared with what other nodes wrote. */
  private long compared = Long.MIN_VALUE / 2;

  /** How often names of streams were given up, as far as this node knows. */
  private long ended;

  WriteSession(PostgresDatabase database, Connection connection, ChainPlace chain)
      throws SQLException {
    this.database = database;
    this.connection = connection;
    this.chain = chain;
    this.arrays = connection.unwrap(PGConnection.class);
    try (Statement settings = connection.createStatement()) {
      settings.execute(SETTINGS);
    }
    append = connection.prepareStatement(database.sql(APPEND));
    append.unwrap(org.postgresql.PGStatement.class).setPrepareThreshold(1);
  }

  ChainPlace chain() {
    return chain;
  }

  /**
   * Writes a plan.
   *
   * @param now the time in microseconds
   * @return the first position, or 0 if nothing was applied because conditions did not hold, of
   *     which {@code known} has been told, or because the time has to be a later one
   */
  long append(GroupPlan plan, Known known, long now) throws SQLException {
    if (plan.archived().isEmpty() && plan.ended().isEmpty()) {
      return append(append, plan, known, now);
    }
    // Rare, and so not kept.
    try (PreparedStatement archive = connection.prepareStatement(database.sql(ARCHIVE))) {
      archive.setArray(28, arrays.createArrayOf("int8", plan.archived().toArray(new Long[0])));
      archive.setArray(29, arrays.createArrayOf("text", plan.ended().toArray(new String[0])));
      long first = append(archive, plan, known, now);
      if (first > 0) {
        plan.ended().forEach(streams::remove);
      }
      return first;
    }
  }

  private long append(PreparedStatement append, GroupPlan plan, Known known, long now)
      throws SQLException {
    long time = Math.max(Math.max(now, chain.time), latest);
    Appending appending = new Appending(plan, time, chain.hash);
    appending.bind(append, arrays, hashes, chain.index, streams);
    append.setInt(1, database.lockKey());
    append.setInt(2, chain.id);
    append.setLong(3, chain.turn);
    append.setLong(4, chain.index);
    append.setLong(5, time);
    append.setBoolean(6, Math.abs(time - compared) > COMPARED_MICROS);
    append.setLong(27, ended);
    try (ResultSet result = append.executeQuery()) {
      result.next();
      if (result.getLong(1) != ended) {
        // what is remembered may be the number of a stream that was given up
        streams.clear();
        ended = result.getLong(1);
        return 0;
      }
      long first = result.getLong(2);
      if (result.wasNull()) {
        learn(result, appending, known);
        return 0;
      }
      if (!appending.newStreams().isEmpty()) {
        remember(appending.newStreams(), numbers(result.getArray(3)));
      }
      if (Math.abs(time - compared) > COMPARED_MICROS) {
        compared = time;
      }
      chain.advance(plan.records().size(), time, appending.hash());
      return first;
    }
  }

  private void learn(ResultSet result, Appending appending, Known known) throws SQLException {
    long[] rows = numbers(result.getArray(4));
    long[] versions = numbers(result.getArray(5));
    List<RowPlan> puts = appending.puts();
    for (int i = 0; i < rows.length; i++) {
      int at = (int) rows[i] - 1;
      RowPlan row = at < puts.size() ? puts.get(at) : appending.gone().get(at - puts.size());
      known.versions.put(row.id, versions[i]);
    }
    long[] counters = numbers(result.getArray(6));
    long[] values = numbers(result.getArray(7));
    for (int i = 0; i < counters.length; i++) {
      known.values.put(appending.counters().get((int) counters[i] - 1).name, values[i]);
    }
    long behind = result.getLong(8);
    if (!result.wasNull()) {
      latest = behind;
    }
  }

  private void remember(List<String> names, long[] ids) {
    for (int i = 0; i < ids.length; i++) {
      streams.put(names.get(i), ids[i]);
    }
    int excess = streams.size() - MOST_STREAMS;
    var eldest = streams.keySet().iterator();
    for (int i = 0; i < excess; i++) {
      eldest.next();
      eldest.remove();
    }
  }

  private static long[] numbers(@org.jspecify.annotations.Nullable Array array)
      throws SQLException {
    if (array == null) {
      return new long[0];
    }
    Long[] boxed = (Long[]) array.getArray();
    long[] numbers = new long[boxed.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = boxed[i];
    }
    return numbers;
  }

  /**
   * Whether the session can go on after a statement that was refused. Its transaction is gone, but
   * the lock that is held while positions are drawn belongs to the session: had the statement been
   * cancelled in that moment, it would hold up all other nodes.
   */
  boolean isUsable() {
    try (PreparedStatement held = connection.prepareStatement(DRAWING);
        ResultSet result = held.executeQuery()) {
      return result.next() && result.getInt(1) == 0;
    } catch (SQLException e) {
      return false;
    }
  }

  /** Reads the versions of rows; absent ones are at 0. */
  void read(Set<RowId> rows, Known known) throws SQLException {
    List<RowId> ids = List.copyOf(rows);
    try (PreparedStatement read = connection.prepareStatement(database.sql(VERSIONS))) {
      read.setArray(1, arrays.createArrayOf("text", texts(ids, true)));
      read.setArray(2, arrays.createArrayOf("text", texts(ids, false)));
      try (ResultSet result = read.executeQuery()) {
        for (RowId id : ids) {
          result.next();
          known.versions.put(id, result.getLong(1));
        }
      }
    }
  }

  private static String[] texts(List<RowId> ids, boolean tables) {
    return ids.stream().map(id -> tables ? id.table() : id.key()).toArray(String[]::new);
  }

  /** Where a group with so many records, which turned out to be durable, begins. */
  long positionOf(long index, int records) throws SQLException {
    try (PreparedStatement find =
        connection.prepareStatement(database.sql(records > 0 ? POSITION : NEXT_POSITION))) {
      if (records > 0) {
        find.setInt(1, chain.id);
        find.setLong(2, index + 1);
      }
      try (ResultSet result = find.executeQuery()) {
        if (!result.next()) {
          throw new SQLException("record " + (index + 1) + " of chain " + chain.id + " is missing");
        }
        return result.getLong(1);
      }
    }
  }

  /** Gives the connection back as it was. */
  void close() {
    try (connection;
        Statement reset = connection.createStatement()) {
      append.close();
      reset.execute(RESET);
    } catch (SQLException e) {
      abort();
    }
  }

  /** Ends the connection, and with it the transaction and the locks that it may hold. */
  void abort() {
    abort(connection);
  }

  static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
      connection.close();
    } catch (SQLException e) {
      LoggerFactory.getLogger(WriteSession.class)
          .atDebug()
          .setCause(e)
          .log("A broken connection to the journal did not close cleanly");
    }
  }
}

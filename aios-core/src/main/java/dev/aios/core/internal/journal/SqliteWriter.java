package dev.aios.core.internal.journal;

import dev.aios.api.World;
import dev.aios.api.journal.Commit;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig.TransactionMode;

/**
 * Applies groups of writes to the file, each group in one transaction and one fsync.
 *
 * <p>Conditions are checked in memory before anything of a write reaches SQLite, so that a rejected
 * write leaves no trace in its group. What is remembered from the transaction before is valid until
 * SQLite says that another connection has written.
 *
 * <p>After any failure the connection and all that is remembered are thrown away: the next group
 * starts from what is in the file. Confined to the leader.
 */
public final class SqliteWriter implements GroupCommit.Committer {
  private final SqliteFile file;
  private final World world;
  private @Nullable Session session;

  /**
   * Opens the file, or makes a new one.
   *
   * @param file what to write to
   * @param world where times come from
   */
  public SqliteWriter(SqliteFile file, World world) {
    this.file = file;
    this.world = world;
    Connection connection = file.open();
    try {
      session = new Session(connection, file.schema());
    } catch (SQLException e) {
      throw SqliteErrors.storage("open", file.path(), e);
    }
  }

  @Override
  public void commit(List<PendingWrite> group) {
    try {
      Session open = session;
      if (open == null) {
        open = new Session(file.connect(TransactionMode.IMMEDIATE), file.schema());
        session = open;
      }
      open.commit(group, HashChain.micros(world.instant()));
    } catch (SQLException e) {
      failed(group, e);
    } catch (RuntimeException | Error e) {
      fail(group, e);
    }
  }

  private void failed(List<PendingWrite> group, SQLException e) {
    Session left = session;
    if (left == null || !left.committing) {
      // Closing the connection takes back what was not committed.
      fail(group, SqliteErrors.storage("write to", file.path(), e));
      return;
    }
    SqliteFate.Witness witness = left.witness;
    close();
    switch (SqliteFate.of(file, witness)) {
      case APPLIED ->
          LoggerFactory.getLogger(SqliteWriter.class)
              .atWarn()
              .setCause(e)
              .log("A commit was said to have failed, but what it wrote is durable");
      case NOT_APPLIED -> fail(group, SqliteErrors.storage("write to", file.path(), e));
      case UNKNOWN -> fail(group, SqliteErrors.unsure(file.path(), e));
    }
  }

  /** Nothing of a failed group was applied; a write that was rejected before stays rejected. */
  private void fail(List<PendingWrite> group, Throwable reason) {
    close();
    for (PendingWrite pending : group) {
      if (!pending.isRefused()) {
        pending.refused(reason);
      }
    }
  }

  /** Lets go of the file. Only when nobody leads any more. */
  public void close() {
    Session open = session;
    session = null;
    if (open != null) {
      open.close();
    }
  }

  /** A connection with its statements and what is remembered of the file. */
  private static final class Session {
    private final Connection connection;
    private final SqliteSchema schema;
    private final PreparedStatement dataVersion;
    private final SqliteRecords records;
    private final SqliteRows rows;
    private final SqliteCounters counters;
    private final SqliteArchived archived;
    private long seenVersion = -1;

    /** Whether the group is with SQLite to be made durable; stays so if that fails. */
    private boolean committing;

    /** By what the group is known again, null if it changed counters alone. */
    private SqliteFate.@Nullable Witness witness;

    Session(Connection connection, SqliteSchema schema) throws SQLException {
      this.connection = connection;
      this.schema = schema;
      try {
        dataVersion = connection.prepareStatement("PRAGMA data_version");
        records = new SqliteRecords(connection);
        rows = new SqliteRows(connection);
        counters = new SqliteCounters(connection);
        archived = new SqliteArchived(connection);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    }

    void commit(List<PendingWrite> group, long now) throws SQLException {
      connection.setAutoCommit(false);
      refreshIfForeign();
      long before = records.position();
      for (PendingWrite pending : group) {
        apply(pending, now);
      }
      records.flush();
      rows.flush();
      counters.flush();
      witness = records.position() > before ? records.witness() : rows.witness();
      committing = true;
      connection.setAutoCommit(true);
      committing = false;
      records.trim();
      rows.trim();
      counters.trim();
    }

    /** SQLite changes this number, as one connection sees it, when another one commits. */
    private void refreshIfForeign() throws SQLException {
      long version;
      try (ResultSet result = dataVersion.executeQuery()) {
        result.next();
        version = result.getLong(1);
      }
      if (version != seenVersion) {
        schema.requireKnown(connection);
        records.refresh();
        rows.refresh();
        counters.refresh();
        seenVersion = version;
      }
    }

    private void apply(PendingWrite pending, long now) throws SQLException {
      Write write = pending.write();
      WriteRejectedException rejection = check(write);
      if (rejection != null) {
        pending.refused(rejection);
        return;
      }
      long first = records.position() + 1;
      for (Draft draft : write.records()) {
        records.append(draft, now);
      }
      long last = records.position();
      for (RowChange change : write.rows()) {
        rows.apply(change, last);
      }
      for (CounterChange change : write.counters()) {
        counters.apply(change);
      }
      archived.apply(write.archived());
      if (!write.ended().isEmpty()) {
        records.end(write.ended());
      }
      pending.accepted(new Commit(first, last));
    }

    private @Nullable WriteRejectedException check(Write write) throws SQLException {
      for (RowChange change : write.rows()) {
        WriteRejectedException rejection = rows.check(change);
        if (rejection != null) {
          return rejection;
        }
      }
      List<CounterChange> changes = write.counters();
      for (int i = 0; i < changes.size(); i++) {
        WriteRejectedException rejection = counters.check(changes, i);
        if (rejection != null) {
          return rejection;
        }
      }
      return archived.check(write.archived());
    }

    /** Closing a connection rolls back what it has not committed. */
    void close() {
      try {
        records.close();
        rows.close();
        counters.close();
        archived.close();
        dataVersion.close();
        connection.close();
      } catch (SQLException e) {
        // The group has failed already or is durable; there is nobody left to tell.
        LoggerFactory.getLogger(SqliteWriter.class)
            .atWarn()
            .setCause(e)
            .log("A connection to the journal did not close cleanly");
      }
    }
  }
}

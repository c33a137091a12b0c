package dev.aios.core.internal.journal.postgres;

import dev.aios.api.StorageException;
import dev.aios.api.World;
import dev.aios.core.internal.journal.Conditions;
import dev.aios.core.internal.journal.GroupCommit;
import dev.aios.core.internal.journal.HashChain;
import dev.aios.core.internal.journal.PendingWrite;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies groups of writes to the database, each group in one statement.
 *
 * <p>Nothing is remembered from one group to the next but where the chain stands: a write brings
 * the versions that it expects, the database compares them, and if they do not fit, the group is
 * planned again with the versions that the database told.
 *
 * <p>When the connection breaks, nobody has said whether the group under way was committed. The
 * next connection takes the same chain, which it only gets once the old connection's process has
 * ended; where the chain stands then says what became of the group. Confined to the leader.
 */
public final class PostgresWriter implements GroupCommit.Committer {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresWriter.class);
  private static final int MOST_RACES = 100;
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final PostgresDatabase database;
  private final World world;
  private final Duration patience;
  private final WakeUps wakeUps;
  private @Nullable WriteSession session;

  /** The chain to go on with. */
  private int chain;

  /**
   * Connects.
   *
   * @param database what to write to; prepared
   * @param world where times come from
   * @param patience how long a write waits for a database that went away
   * @param wakeUps told of what was committed
   */
  public PostgresWriter(
      PostgresDatabase database, World world, Duration patience, WakeUps wakeUps) {
    this.database = database;
    this.world = world;
    this.patience = patience;
    this.wakeUps = wakeUps;
    try {
      session = connect(null);
    } catch (SQLException e) {
      throw PostgresErrors.storage("open", database.name(), e);
    }
  }

  private WriteSession connect(@Nullable ChainPlace lost) throws SQLException {
    Connection connection = database.connect();
    try {
      ChainPlace place = chain == 0 ? null : ChainPlace.lock(database, connection, chain);
      if (place == null) {
        place = ChainPlace.lockAny(database, connection);
      }
      // Each connection has a token of its own: one for all would not show that between two of
      // them somebody else wrote to the chain.
      place.claim(database, connection, world.random().nextLong(), lost);
      chain = place.id;
      return new WriteSession(database, connection, place);
    } catch (SQLException | RuntimeException e) {
      WriteSession.abort(connection);
      throw e;
    }
  }

  private WriteSession session() throws SQLException {
    WriteSession open = session;
    if (open == null) {
      open = connect(null);
      session = open;
    }
    return open;
  }

  @Override
  public void commit(List<PendingWrite> group) {
    // The group is of many callers: that one of them is interrupted does not concern the others.
    Patience thread = new Patience();
    try {
      commit(group, thread);
    } finally {
      thread.end();
    }
  }

  private void commit(List<PendingWrite> group, Patience thread) {
    try {
      write(group, thread);
    } catch (SQLException e) {
      if (PostgresSchema.isOutgrown(database, e)) {
        fail(
            group,
            new StorageException(
                "Could not write to "
                    + database.name()
                    + ": a newer AIOS has lifted it to a schema that this one does not know."
                    + " Nothing was changed; stop this program and upgrade it",
                e));
      } else if (group.size() > 1 && !PostgresErrors.isLost(e)) {
        // One of them is what the database does not like: the others must not suffer.
        group.forEach(one -> commit(List.of(one), thread));
      } else if (PostgresErrors.isArchived(e)) {
        fail(group, Conditions.archived(group.get(0).write().archived().get(0)));
      } else {
        fail(group, PostgresErrors.storage("write to", database.name(), e));
      }
    } catch (RuntimeException | Error e) {
      fail(group, e);
    }
  }

  private void write(List<PendingWrite> group, Patience thread) throws SQLException {
    Known known = new Known();
    for (int races = 0; ; ) {
      GroupPlan plan = new GroupPlan(group, known);
      if (plan.isEmpty()) {
        plan.done(0);
        return;
      }
      WriteSession open = session();
      try {
        if (!plan.missing().isEmpty()) {
          open.read(plan.missing(), known);
          continue;
        }
        long first = open.append(plan, known, HashChain.micros(world.instant()));
        if (first > 0) {
          plan.done(first);
          wakeUps.written();
          return;
        }
      } catch (SQLException e) {
        if (PostgresErrors.isRace(e)) {
          if (races++ == MOST_RACES) {
            throw e;
          }
          known = new Known();
          continue;
        }
        if (PostgresErrors.isRefusal(e) && open.isUsable()) {
          throw e;
        }
        drop();
        if (!PostgresErrors.isLost(e)) {
          throw e;
        }
        LOG.atWarn()
            .addKeyValue("schema", database.schema())
            .addKeyValue("reason", e.getMessage())
            .log("The journal lost its connection; it connects again");
        if (isDurable(open.chain(), plan, e, thread)) {
          return;
        }
      }
    }
  }

  /**
   * Finds out what became of a group whose connection broke, and gives it its outcome if it can.
   */
  private boolean isDurable(ChainPlace before, GroupPlan plan, SQLException lost, Patience thread)
      throws SQLException {
    if (PostgresErrors.state(lost).equals("AI002")) {
      return false;
    }
    WriteSession again = reconnect(before, lost, thread);
    ChainPlace now = again.chain();
    if (!before.isFollowedBy(now)) {
      throw lost;
    }
    if (now.turn == before.turn) {
      return false;
    }
    if (now.turn != before.turn + 1) {
      throw lost;
    }
    plan.done(again.positionOf(before.index, plan.records().size()));
    wakeUps.written();
    return true;
  }

  private WriteSession reconnect(ChainPlace before, SQLException lost, Patience thread)
      throws SQLException {
    int wanted = before.id;
    chain = wanted;
    long end = world.nanoTime() + patience.toNanos();
    for (long pauses = 0; ; pauses++) {
      boolean last = world.nanoTime() >= end || pauses >= patience.dividedBy(PAUSE);
      SQLException problem = lost;
      try {
        WriteSession again = connect(before);
        session = again;
        if (again.chain().id == wanted || last) {
          return again;
        }
        // The process behind the old connection has not ended yet.
        close();
        chain = wanted;
      } catch (SQLException e) {
        problem = e;
      }
      if (last) {
        throw problem;
      }
      thread.pause(PAUSE);
    }
  }

  private static void fail(List<PendingWrite> group, Throwable reason) {
    for (PendingWrite pending : group) {
      pending.refused(reason);
    }
  }

  private void drop() {
    WriteSession open = session;
    session = null;
    if (open != null) {
      open.abort();
    }
  }

  /** Lets go of the connection. Only when nobody leads any more. */
  public void close() {
    WriteSession open = session;
    session = null;
    if (open != null) {
      open.close();
    }
  }
}

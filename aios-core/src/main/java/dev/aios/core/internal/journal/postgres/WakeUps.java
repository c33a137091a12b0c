package dev.aios.core.internal.journal.postgres;

import dev.aios.core.internal.DaemonThreads;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells other nodes that this one has written, and hears it from them, by PostgreSQL's
 * notifications. Thread-safe.
 *
 * <p>A notification within the writing transaction would make all commits of the server wait for
 * each other, so it is sent after the commit, by a thread of its own, one for all that was written
 * since the last. It carries the writer's token, by which a node knows its own. One that is lost
 * costs a node the time until it looks by itself.
 */
public final class WakeUps {
  private static final Logger LOG = LoggerFactory.getLogger(WakeUps.class);
  private static final Duration BETWEEN = Duration.ofMillis(20);
  private static final Duration LISTENED = Duration.ofSeconds(1);

  /** The most characters of a name in PostgreSQL; those of a schema are of one byte each. */
  private static final int MOST_CHANNEL = 63;

  private final PostgresDatabase database;
  private final String channel;
  private final String token;
  private final ThreadFactory threads = new DaemonThreads("aios-wake-ups");
  private volatile boolean written;

  /** Whether it was just told: then there is nothing to wake the announcer for. */
  private volatile boolean resting;

  private volatile boolean closed;
  private volatile @Nullable Thread announcer;
  private volatile @Nullable Thread listener;
  private volatile Runnable heard = () -> {};

  /**
   * For one node.
   *
   * @param database the journal
   * @param token tells this node from others
   */
  public WakeUps(PostgresDatabase database, long token) {
    this.database = database;
    this.channel = channel(database.schema());
    this.token = Long.toHexString(token);
  }

  /**
   * A name that PostgreSQL takes whole. That two schemas with long names may have one channel costs
   * their nodes a look.
   */
  private static String channel(String schema) {
    String name = "aios_" + schema;
    return name.length() <= MOST_CHANNEL
        ? name
        : name.substring(0, MOST_CHANNEL - 9) + '_' + Integer.toHexString(schema.hashCode());
  }

  /** This node has written. Costs next to nothing, and never fails: the write is durable. */
  void written() {
    written = true;
    Thread running = announcer;
    if (running == null) {
      running = threads.newThread(this::announce);
      try {
        running.start();
      } catch (OutOfMemoryError e) {
        LOG.atDebug().setCause(e).log("No thread to tell other nodes; they look by themselves");
        return;
      }
      announcer = running;
    }
    if (!resting) {
      LockSupport.unpark(running);
    }
  }

  /**
   * Begins to listen.
   *
   * @param whom told after other nodes have written
   */
  public synchronized void listen(Runnable whom) {
    heard = whom;
    if (listener == null && !closed) {
      Thread running = threads.newThread(this::hear);
      listener = running;
      running.start();
    }
  }

  private void announce() {
    while (!closed) {
      if (written) {
        resting = true;
        written = false;
        send();
        LockSupport.parkNanos(this, BETWEEN.toNanos());
        resting = false;
      } else {
        LockSupport.park(this);
      }
    }
  }

  private void send() {
    try (Connection connection = database.borrow();
        PreparedStatement notify = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
      notify.setString(1, channel);
      notify.setString(2, token);
      notify.execute();
    } catch (SQLException | RuntimeException e) {
      LOG.atDebug().setCause(e).log("Other nodes could not be told; they look by themselves");
    }
  }

  private void hear() {
    while (!closed) {
      try (Connection connection = database.connect()) {
        database.run(connection, "LISTEN \"" + channel + "\"");
        PGConnection ear = connection.unwrap(PGConnection.class);
        // A host's pool may give a connection that still holds what others were told by it.
        ear.getNotifications();
        // Something may have been said while nobody listened.
        tell();
        listen(ear);
        database.run(connection, "UNLISTEN *");
      } catch (SQLException | RuntimeException e) {
        LOG.atDebug().setCause(e).log("Cannot hear other nodes; looking by itself meanwhile");
        LockSupport.parkNanos(this, LISTENED.toNanos());
      }
    }
  }

  /** What becomes of it does not concern the connection. */
  private void tell() {
    try {
      heard.run();
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("Whoever was told of other nodes' writes failed");
    } finally {
      // An interrupt that it left behind would make each pause of this thread none.
      Thread.interrupted();
    }
  }

  private void listen(PGConnection connection) throws SQLException {
    while (!closed) {
      boolean foreign = false;
      for (PGNotification each : connection.getNotifications((int) LISTENED.toMillis())) {
        foreign |= !each.getParameter().equals(token);
      }
      if (foreign) {
        tell();
      }
    }
  }

  /** Stops both. The listener ends within a second, after its connection was given back. */
  public void close() {
    closed = true;
    LockSupport.unpark(listener);
    Thread announcing = announcer;
    if (announcing != null) {
      LockSupport.unpark(announcing);
      try {
        // What it sends is sent before the pool is closed.
        announcing.join(LISTENED.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

package dev.aios.core.internal.node;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.aios.api.AiosException;
import dev.aios.api.ClosedException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.StorageException;
import dev.aios.api.World;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Json;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's lease, and whether others still hold theirs. A node is one runtime on a journal; it
 * owns runs and subscriptions by its id, and whoever finds a dead node's id on one may take it
 * over. Thread-safe.
 *
 * <p>A lease only says whom to ask first: two nodes may for a moment both believe that they own
 * something. What keeps them apart is that every write is conditional on the owned row's version.
 *
 * <p>A row in table {@code node}, group {@code live}, ranked by the lease's end in milliseconds
 * since the epoch, is renewed three times in a lease. A lease that ran out because the machine
 * slept or the disk hung is taken again under the same id, after {@link #onLeaseLost} was told.
 */
public final class NodeRegistry implements AutoCloseable {
  /** How long a node counts as alive without a sign of life. */
  public static final Duration DEFAULT_LEASE = Duration.ofSeconds(15);

  private static final Logger LOG = LoggerFactory.getLogger(NodeRegistry.class);
  private static final String TABLE = "node";
  private static final String LIVE = "live";
  private static final Duration SEEN = Duration.ofMillis(100);

  /** Rows of nodes that nobody can still want to ask about are swept after this many leases. */
  private static final int KEPT_LEASES = 240;

  private final Journal journal;
  private final World world;
  private final Duration lease;
  private final String nodeId;
  private final Codec codec;
  private final Json self;
  private final Cache<String, Boolean> dead;

  /** Keeps a renewal and the close apart; not held while anybody is called back. */
  private final Object lock = new Object();

  private volatile Held held = new Held(RowChange.ABSENT, Long.MIN_VALUE);
  private volatile boolean closed;
  private World.@Nullable Cancellable renewal;
  private volatile Runnable onLeaseLost = () -> {};

  /**
   * A node with a lease of {@link #DEFAULT_LEASE}.
   *
   * @param journal where nodes meet
   * @param codec for the rows' bodies
   * @param world time, ids and threads
   */
  public NodeRegistry(Journal journal, Codec codec, World world) {
    this(journal, codec, world, DEFAULT_LEASE);
  }

  /**
   * A node.
   *
   * @param journal where nodes meet
   * @param codec for the rows' bodies
   * @param world time, ids and threads
   * @param lease how long it counts as alive without a sign of life; the same on all nodes of a
   *     journal; 30 ms or more
   */
  public NodeRegistry(Journal journal, Codec codec, World world, Duration lease) {
    if (lease.toMillis() < 30) {
      throw new InvalidInputException("node lease", lease + " is less than 30 ms");
    }
    this.journal = journal;
    this.codec = codec;
    this.world = world;
    this.lease = lease;
    this.nodeId = world.newId();
    this.self = codec.toJson(Processes.self());
    this.dead =
        Caffeine.newBuilder()
            .maximumSize(1_000)
            .expireAfterWrite(SEEN)
            .ticker(world::nanoTime)
            .executor(Runnable::run)
            .build();
  }

  /**
   * This node's id.
   *
   * @return unique; the same from construction to the end
   */
  public String nodeId() {
    return nodeId;
  }

  /**
   * Sets who is told when this node's lease was lost: others may have taken over what it owned, and
   * what it had under way may be refused. After the callback the lease is taken again, unless the
   * renewal that came too late has done so.
   *
   * @param callback runs on a thread of the world; told again while the lease cannot be taken
   */
  public void onLeaseLost(Runnable callback) {
    onLeaseLost = callback;
  }

  /** Takes the lease and renews it until {@link #close}. Durable on return. Called once. */
  public void start() {
    synchronized (lock) {
      put(RowChange.ABSENT);
      scheduleRenewal();
    }
    sweep();
  }

  /**
   * Whether this node holds its lease now.
   *
   * @return false before {@link #start}, after {@link #close}, and once the lease has run out
   */
  public boolean holdsLease() {
    return !closed && world.millis() <= held.until;
  }

  /**
   * Whether this node has given its lease up for good.
   *
   * @return whether it is closed
   */
  public boolean isClosed() {
    return closed;
  }

  /**
   * Whether a node is dead, so that what it owns may be taken over: it closed, its lease ran out,
   * or it ran on this machine and its process is gone. Read from the journal at most every 100 ms a
   * node.
   *
   * @param id a node's id, also this one's
   * @return true if it is dead
   */
  public boolean isDead(String id) {
    if (id.equals(nodeId)) {
      return !holdsLease();
    }
    Boolean known = dead.getIfPresent(id);
    if (known == null) {
      known = journal.row(TABLE, id).map(this::isDead).orElse(true);
      dead.put(id, known);
    }
    return known;
  }

  private boolean isDead(Row row) {
    return row.rank() < world.millis() || isGone(row.body());
  }

  private boolean isGone(Json process) {
    try {
      return Processes.isGone(codec.fromJson(process, ProcessRecord.class));
    } catch (InvalidInputException e) {
      // Written by another version of AIOS: its lease alone decides.
      return false;
    }
  }

  /** Gives the lease up: what this node owned may be taken over at once. Does not throw. */
  @Override
  public void close() {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      if (renewal != null) {
        renewal.cancel();
      }
      if (held.version == RowChange.ABSENT) {
        return;
      }
      try {
        journal.writeNow(change(new RowChange.Delete(TABLE, nodeId, RowChange.ANY)));
      } catch (AiosException e) {
        LOG.atWarn()
            .addKeyValue("node", nodeId)
            .setCause(e)
            .log("The node could not give up its lease; it ends by itself");
      }
    }
  }

  private void scheduleRenewal() {
    if (closed) {
      return;
    }
    try {
      renewal = world.schedule(world.instant().plus(lease.dividedBy(3)), this::renew);
    } catch (ClosedException e) {
      LOG.atWarn()
          .addKeyValue("node", nodeId)
          .setCause(e)
          .log("The world was closed before the node; its lease ends by itself");
    }
  }

  private void renew() {
    try {
      if (!renewed()) {
        LOG.atWarn()
            .addKeyValue("node", nodeId)
            .addKeyValue("lease", lease)
            .log("The node lost its lease: it was suspended or could not write for too long");
        onLeaseLost.run();
        takeAgain();
      }
    } catch (AiosException e) {
      LOG.atWarn()
          .addKeyValue("node", nodeId)
          .setCause(e)
          .log("The node could not renew its lease; it tries again");
    } finally {
      synchronized (lock) {
        scheduleRenewal();
      }
    }
  }

  /** Renews the lease. Returns false if it was lost: others may have seen this node dead. */
  private boolean renewed() {
    synchronized (lock) {
      if (closed) {
        return true;
      }
      long before = held.until;
      if (world.millis() > before) {
        return false;
      }
      try {
        put(held.version);
      } catch (WriteRejectedException e) {
        return false;
      } catch (StorageException e) {
        if (holdsLease()) {
          throw e;
        }
        return false;
      }
      return world.millis() <= before;
    }
  }

  private void takeAgain() {
    synchronized (lock) {
      if (!closed) {
        put(journal.row(TABLE, nodeId).map(Row::version).orElse(RowChange.ABSENT));
      }
    }
  }

  private void put(long expected) {
    long until = world.millis() + lease.toMillis();
    journal.writeNow(change(new RowChange.Put(TABLE, nodeId, expected, LIVE, until, self)));
    held = new Held(expected + 1, until);
  }

  /** Removes rows of nodes that died long ago. */
  private void sweep() {
    long longAgo = world.millis() - lease.toMillis() * KEPT_LEASES;
    for (Row row : journal.rows(RowQuery.group(TABLE, LIVE).upTo(longAgo))) {
      try {
        journal.writeNow(change(new RowChange.Delete(TABLE, row.key(), row.version())));
      } catch (WriteRejectedException e) {
        // It came back, or another node swept it.
        LOG.atDebug().addKeyValue("node", row.key()).log("A node's old row has changed");
      }
    }
  }

  private static Write change(RowChange row) {
    return Write.of(row);
  }

  /** The row as this node last wrote it. */
  private record Held(long version, long until) {}
}

package dev.aios.core.internal.queue;

import dev.aios.api.AiosException;
import dev.aios.api.ClosedException;
import dev.aios.api.StorageException;
import dev.aios.api.World;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.run.RunId;
import dev.aios.core.internal.Rounds;
import dev.aios.core.internal.node.NodeRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the entries of all queues on: puts those that came in order, gives slots to the first, and
 * has those looked at that were given one. Each move is one write under the version of the queue's
 * row, so that a move by another node makes it look again. Thread-safe.
 */
final class Pump {
  private static final Logger LOG = LoggerFactory.getLogger(Pump.class);
  private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);

  /** A run that was given a slot and has not begun after this time is looked at again. */
  private static final Duration SLOW = Duration.ofSeconds(1);

  private static final int MOST_TRIES = 50;

  private final Journal journal;
  private final World world;
  private final NodeRegistry nodes;
  private final Begins begins;
  private final DeadRuns deadRuns;
  private final Duration every;
  private final Rounds rounds;

  /** When a queue's entries that have not begun were seen to last; touched by rounds alone. */
  private final Map<String, Instant> lookedAfter = new HashMap<>();

  Pump(
      Journal journal,
      World world,
      NodeRegistry nodes,
      Begins begins,
      DeadRuns deadRuns,
      Duration every) {
    this.journal = journal;
    this.world = world;
    this.nodes = nodes;
    this.begins = begins;
    this.deadRuns = deadRuns;
    this.every = every;
    this.rounds = new Rounds(world, this::round);
  }

  void start() {
    rounds.start();
  }

  void soon() {
    rounds.soon();
  }

  void close() {
    rounds.close();
  }

  private Instant round() {
    Instant next = world.instant().plus(every);
    try {
      if (!nodes.holdsLease()) {
        return next;
      }
      deadRuns.retry();
      for (Row row : journal.rows(RowQuery.table(QueueRow.TABLE))) {
        Instant at = alone(row.key());
        next = at.isBefore(next) ? at : next;
      }
    } catch (ClosedException e) {
      LOG.atDebug().log("queues ended by the close");
    }
    return next;
  }

  /** The trouble of one queue is not that of the others. */
  private Instant alone(String name) {
    try {
      return one(name);
    } catch (StorageException | ClosedException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).addKeyValue("queue", name).log("it cannot be moved on");
      return world.instant().plus(AFTER_TROUBLE);
    }
  }

  /** Moves one queue on as far as it goes; when it can go on. */
  private Instant one(String name) {
    Instant next = world.instant().plus(every);
    for (int tries = 0; tries < MOST_TRIES && rounds.isOpen(); ) {
      Row row = journal.row(QueueRow.TABLE, name).orElse(null);
      if (row == null) {
        return next;
      }
      Move move = new Move(journal, begins, nodes.nodeId(), row, world.instant());
      try {
        List<String> admitted = move.make();
        admitted.forEach(run -> begins.look(RunId.parse(run)));
        if (move.isFull()) {
          return move.next(next);
        }
        if (!move.isMade()) {
          leftBehind(name);
          return move.next(next);
        }
      } catch (WriteRejectedException e) {
        // another node, or the end of a run, was quicker
        tries++;
      }
    }
    return world.instant();
  }

  /** Sees to entries that have a slot and have not begun: their node died, or was busy. */
  private void leftBehind(String name) {
    Instant now = world.instant();
    Instant before = lookedAfter.get(name);
    if (before != null && now.isBefore(before.plus(SLOW))) {
      return;
    }
    lookedAfter.put(name, now);
    for (Row row : Entries.in(journal, name, Entries.ADMITTED, Integer.MAX_VALUE)) {
      Entry entry = Entry.of(row);
      String node = entry.node();
      if (nodes.nodeId().equals(node)) {
        if (Instant.ofEpochMilli(row.rank()).plus(SLOW).isBefore(now)) {
          begins.look(RunId.parse(row.key()));
        }
      } else if (node != null
          && nodes.isDead(node)
          && begins.knows(entry.saga(), entry.version())) {
        take(row, entry, now);
      }
    }
  }

  private void take(Row row, Entry entry, Instant now) {
    try {
      journal.writeNow(
          new Write(
              List.of(),
              List.of(
                  Entries.put(
                      row.key(),
                      row.version(),
                      Entries.ADMITTED,
                      now.toEpochMilli(),
                      entry.on(nodes.nodeId()))),
              List.of()));
    } catch (WriteRejectedException e) {
      LOG.atDebug().addKeyValue("run", row.key()).log("another node has taken it");
      return;
    } catch (AiosException e) {
      LOG.atWarn().setCause(e).addKeyValue("run", row.key()).log("it cannot be taken over now");
      return;
    }
    begins.look(RunId.parse(row.key()));
  }
}

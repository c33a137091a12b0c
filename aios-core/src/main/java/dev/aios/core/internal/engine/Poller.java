package dev.aios.core.internal.engine;

import dev.aios.api.ClosedException;
import dev.aios.api.StorageException;
import dev.aios.api.World;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for work: runs whose time has come, runs that were woken by another process, runs whose
 * owner died. Waiting runs are rows with a due time; no thread and no memory is held for them.
 */
final class Poller {
  private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
  private static final int BATCH = 500;

  /** Others may write all the time; looking has to leave some for the work itself. */
  private static final Duration BETWEEN = Duration.ofMillis(20);

  private static final Duration PARKED_BETWEEN = Duration.ofSeconds(1);

  private final Engine engine;
  private final Claims claims;
  private final Duration every;
  private World.@Nullable Cancellable next;
  private @Nullable Instant nextAt;
  private @Nullable Instant orphansAt;
  private volatile @Nullable Instant parkedAt;
  private volatile Instant parkedLookedAt = Instant.EPOCH;
  private volatile Instant lookedAt = Instant.EPOCH;
  private boolean closed;

  Poller(Engine engine, Duration every) {
    this.engine = engine;
    this.claims = new Claims(engine);
    this.every = every;
  }

  void start() {
    look();
  }

  /** There is something to look for then. */
  synchronized void dueAt(Instant due) {
    if (!closed && (nextAt == null || due.isBefore(nextAt))) {
      schedule(due);
    }
  }

  /** Another process has written something. */
  void heard() {
    Instant now = engine.world().instant();
    Instant earliest = lookedAt.plus(BETWEEN);
    // It may have parked a run whose saga it does not know, and this one does.
    parkedAt = parkedLookedAt.plus(PARKED_BETWEEN);
    dueAt(now.isBefore(earliest) ? earliest : now);
  }

  private synchronized void schedule(Instant at) {
    if (closed) {
      return;
    }
    if (next != null) {
      next.cancel();
    }
    nextAt = at;
    next = engine.world().schedule(at, this::look);
  }

  private void look() {
    try {
      Instant now = engine.world().instant();
      lookedAt = now;
      synchronized (this) {
        nextAt = null;
      }
      boolean more = due(RunState.WAITING.name(), now);
      more |= due(RunRow.COMPENSATING_WAITING, now);
      more |= woken();
      if (!claims.isBusy() && (orphansAt == null || !now.isBefore(orphansAt))) {
        orphans(RunState.RUNNING.name());
        orphans(RunState.COMPENSATING.name());
        orphansAt = now.plus(every.multipliedBy(4));
      }
      Instant parkedDue = parkedAt;
      if (parkedDue == null || !now.isBefore(parkedDue)) {
        parkedLookedAt = now;
        parked(null);
        parkedAt = now.plus(every.multipliedBy(20));
      }
      plan(more ? Duration.ofMillis(1) : engine.capacity().isFull() ? BETWEEN : every);
    } catch (ClosedException e) {
      LOG.atDebug().log("polling ended by the close");
    } catch (StorageException e) {
      LOG.atError().setCause(e).log("cannot look for work; trying again");
      lookAgain(Duration.ofSeconds(1));
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("looking for work failed; trying again");
      lookAgain(Duration.ofSeconds(1));
    }
  }

  private void plan(Duration wait) {
    Instant at = engine.world().instant().plus(wait);
    Instant parkedDue = parkedAt;
    if (parkedDue != null && parkedDue.isBefore(at)) {
      at = parkedDue;
    }
    List<Row> soonest =
        engine.journal().rows(RowQuery.group(RunRow.TABLE, RunState.WAITING.name()).limit(1));
    if (!soonest.isEmpty() && wait.equals(every)) {
      long rank = Math.max(soonest.get(0).rank(), engine.world().millis() + 1);
      if (rank < at.toEpochMilli()) {
        at = Instant.ofEpochMilli(rank);
      }
    }
    dueAt(at);
  }

  /** Reads nothing, because reading failed. */
  private void lookAgain(Duration wait) {
    dueAt(engine.world().instant().plus(wait));
  }

  private boolean due(String group, Instant now) {
    if (engine.capacity().isFull()) {
      // they are as durable as before, and will still be due
      return false;
    }
    List<Row> rows =
        engine
            .journal()
            .rows(RowQuery.group(RunRow.TABLE, group).upTo(now.toEpochMilli()).limit(BATCH));
    for (Row row : rows) {
      if (engine.capacity().isFull()) {
        return false;
      }
      poke(row.key());
    }
    return rows.size() == BATCH;
  }

  /** Pokes one run; its trouble is not that of the others. */
  private void poke(String run) {
    try {
      engine.pokeNow(run);
    } catch (StorageException e) {
      LOG.atError().setCause(e).addKeyValue("run", run).log("the run cannot be looked at now");
    }
  }

  private boolean woken() {
    List<Row> rows = engine.journal().rows(RowQuery.table(Names.WAKES).limit(BATCH));
    Map<String, List<Row>> byRun = new LinkedHashMap<>();
    rows.forEach(row -> byRun.computeIfAbsent(row.group(), run -> new ArrayList<>()).add(row));
    boolean removed = false;
    for (Map.Entry<String, List<Row>> woken : byRun.entrySet()) {
      String run = woken.getKey();
      if (engine.capacity().isFull() && engine.live(run) == null) {
        continue;
      }
      Row row = engine.journal().row(RunRow.TABLE, run).orElse(null);
      if (row == null || RunRow.of(row).status().state().isFinal()) {
        engine.children().joinedTooLate(run);
        removed |= remove(woken.getValue());
      } else {
        poke(run);
        // whoever takes up a parked run looks at everything
        removed |= row.group().equals(RunRow.PARKED) && remove(woken.getValue());
      }
    }
    return removed && rows.size() == BATCH;
  }

  private boolean remove(List<Row> wakes) {
    Write.Builder write = Write.builder();
    wakes.forEach(w -> write.row(new RowChange.Delete(Names.WAKES, w.key(), RowChange.ANY)));
    engine.journal().writeNow(write.build());
    return true;
  }

  private void orphans(String group) {
    for (Row row : engine.journal().rows(RowQuery.group(RunRow.TABLE, group))) {
      String owner = RunRow.of(row).owner();
      boolean mine = owner.equals(engine.nodeId());
      if (engine.capacity().isFull()) {
        return;
      }
      if (mine ? engine.live(row.key()) == null : engine.isDead(owner)) {
        claims.add(row.key());
      }
    }
  }

  /** Takes up parked runs whose definition is known by now; of one saga, or of all. */
  void parked(@Nullable String saga) {
    for (Row row : engine.journal().rows(RowQuery.group(RunRow.TABLE, RunRow.PARKED))) {
      var status = RunRow.of(row).status();
      if ((saga == null || status.id().saga().equals(saga))
          && engine.definitions().find(status.id().saga(), status.version()) != null) {
        claims.add(row.key());
      }
    }
  }

  synchronized void close() {
    closed = true;
    if (next != null) {
      next.cancel();
    }
  }
}

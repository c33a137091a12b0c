package dev.aios.core.internal.schedule;

import dev.aios.api.AiosException;
import dev.aios.api.BusyException;
import dev.aios.api.ClosedException;
import dev.aios.api.StorageException;
import dev.aios.api.World;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.schedule.Schedule;
import dev.aios.api.schedule.Tick;
import dev.aios.core.internal.Pages;
import dev.aios.core.internal.Rounds;
import dev.aios.core.internal.codec.Envelopes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for schedules whose time has come, and acts on those that this program defines. First the
 * runs start, each under the key of its time, then the schedule's row moves on: whoever dies in
 * between leaves runs that the next one finds by their keys. Thread-safe.
 */
final class Lookout {
  private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);
  private static final int BATCH = 500;

  private final Journal journal;
  private final World world;
  private final Map<String, Schedule<?>> here;
  private final Firing firing;
  private final Duration every;

  private final Rounds rounds;

  Lookout(
      Journal journal, World world, Map<String, Schedule<?>> here, Firing firing, Duration every) {
    this.journal = journal;
    this.world = world;
    this.here = here;
    this.firing = firing;
    this.every = every;
    this.rounds = new Rounds(world, this::look);
  }

  void start() {
    rounds.start();
  }

  void close() {
    rounds.close();
  }

  /** Looks on a thread of the world, as soon as one is free. */
  void lookSoon() {
    rounds.soon();
  }

  /** Acts on what is due. Returns when to look again; does not throw. */
  private Instant look() {
    try {
      if (here.isEmpty()) {
        return world.instant().plus(every);
      }
      List<String> unfinished = new ArrayList<>(0);
      Pages.each(
          journal,
          RowQuery.group(ScheduleRow.TABLE, ScheduleRow.ACTIVE).upTo(world.millis()).limit(BATCH),
          row -> {
            Schedule<?> schedule = here.get(row.key());
            if (schedule != null && actAlone(schedule, row)) {
              unfinished.add(row.key());
            }
            return rounds.isOpen();
          });
      return unfinished.isEmpty() ? nextTime() : world.instant();
    } catch (ClosedException e) {
      LOG.atDebug().log("schedules ended by the close");
    }
    return world.instant().plus(every);
  }

  /** The trouble of one schedule is not that of the others. */
  private boolean actAlone(Schedule<?> schedule, Row row) {
    try {
      return act(schedule, row);
    } catch (StorageException | ClosedException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).addKeyValue("schedule", row.key()).log("it cannot be acted on");
      return false;
    }
  }

  /** Acts on one schedule; whether more of it is due. */
  private boolean act(Schedule<?> schedule, Row row) {
    ScheduleRow before = ScheduleRow.of(row);
    if (!before.saga().equals(schedule.saga().name())) {
      // another program has changed it since
      return false;
    }
    String name = row.key();
    Firing.Backlog backlog = Firing.backlog(before, before.timetable(name), world.instant());
    List<Instant> started = new ArrayList<>(backlog.times().size());
    String error = null;
    for (Instant time : backlog.times()) {
      try {
        firing.start(schedule, time, Tick.Cause.DUE);
        started.add(time);
      } catch (StorageException | ClosedException e) {
        throw e;
      } catch (BusyException e) {
        // the time stays due: there will be room again
        LOG.atInfo().addKeyValue("schedule", name).addKeyValue("time", time).log(e.getMessage());
        return false;
      } catch (AiosException e) {
        error = time + " has no run: " + e.getMessage();
        LOG.atError()
            .setCause(e)
            .addKeyValue("schedule", name)
            .addKeyValue("time", time)
            .log("a run of a schedule could not be started; mend it, then fill it in (backfill)");
      }
    }
    Instant last = started.isEmpty() ? null : started.get(started.size() - 1);
    // what went wrong at the latest time is said until another one comes
    String told = backlog.times().isEmpty() ? before.error() : error;
    ScheduleRow after = before.actedOn(backlog.upTo(), last, told);
    RowChange.Put put = after.put(name, row.version());
    try {
      journal.writeNow(
          Write.of(
              new Draft(
                  "schedule.fired",
                  ScheduleRow.stream(name),
                  Envelopes.CODEC.toJson(new Fired.Due(started, backlog.upTo(), error))),
              put));
    } catch (WriteRejectedException e) {
      LOG.atDebug().addKeyValue("schedule", name).log("another node has acted on it");
      return false;
    }
    return put.rank() <= world.millis();
  }

  private Instant nextTime() {
    long now = world.millis();
    Instant at = world.instant().plus(every);
    List<Row> soonest =
        journal.rows(
            new RowQuery(ScheduleRow.TABLE, ScheduleRow.ACTIVE, now + 1, Long.MAX_VALUE, null, 1));
    if (!soonest.isEmpty() && soonest.get(0).rank() < at.toEpochMilli()) {
      return Instant.ofEpochMilli(soonest.get(0).rank());
    }
    return at;
  }
}

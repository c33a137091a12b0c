package dev.aios.core.internal.schedule;

import dev.aios.api.AiosException;
import dev.aios.api.ClosedException;
import dev.aios.api.ConflictException;
import dev.aios.api.StorageException;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunId;
import dev.aios.api.run.Runs;
import dev.aios.api.schedule.Schedule;
import dev.aios.api.schedule.Tick;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Starts the runs of schedules, and says which times are due. Thread-safe. */
final class Firing {
  /** A time at most this old is late, not missed. */
  static final Duration LATE = Duration.ofMinutes(1);

  /** The most missed times that are acted on before the schedule's row is written. */
  private static final int MOST = 100;

  private final Runs runs;

  Firing(Runs runs) {
    this.runs = runs;
  }

  /** The times for which runs are due, and up to when all is acted on with them. */
  record Backlog(List<Instant> times, Instant upTo) {}

  static Backlog backlog(ScheduleRow row, Timetable timetable, Instant now) {
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    // a clock that was set back takes nothing back
    Instant upTo = second.isBefore(row.position()) ? row.position() : second;
    return switch (row.missed()) {
      case RUN_ALL -> {
        List<Instant> all = timetable.between(row.position(), upTo, MOST);
        yield new Backlog(all, all.size() < MOST ? upTo : all.get(MOST - 1));
      }
      case RUN_ONCE -> new Backlog(latest(row, timetable, upTo), upTo);
      case SKIP ->
          new Backlog(
              latest(row, timetable, upTo).stream()
                  .filter(time -> !time.plus(LATE).isBefore(upTo))
                  .toList(),
              upTo);
    };
  }

  private static List<Instant> latest(ScheduleRow row, Timetable timetable, Instant upTo) {
    return timetable.last(row.position(), upTo).stream().toList();
  }

  /**
   * Starts the run of a time, or finds it. The same time again is the same run, also if the
   * function that makes its input gives another input now.
   *
   * @throws StorageException if it could not be recorded; try again
   * @throws AiosException if it can have no run as things are
   */
  <I> RunId start(Schedule<I> schedule, Instant time, Tick.Cause cause) {
    RunId id = new RunId(schedule.saga().name(), schedule.name() + "/" + time);
    Optional<RunId> there = find(id);
    if (there.isPresent()) {
      return there.get();
    }
    try {
      return start(schedule, id.key(), time, cause).id();
    } catch (ConflictException e) {
      // another node was quicker, and its input is not the same
      return find(id).orElseThrow(() -> e);
    }
  }

  private Optional<RunId> find(RunId id) {
    return runs.find(id).map(status -> status.id());
  }

  /** Starts a run under a key. */
  <I> Run<?> start(Schedule<I> schedule, String key, Instant time, Tick.Cause cause) {
    I input;
    try {
      input = schedule.input().apply(new Tick(schedule.name(), time, schedule.zone(), cause));
    } catch (StorageException | ClosedException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new AiosException(
          "schedule '"
              + schedule.name()
              + "' has no input for "
              + time
              + ": what makes it threw "
              + e,
          e);
    }
    return runs.start(schedule.saga(), input, key, schedule.options());
  }
}

package dev.aios.core.internal.schedule;

import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.World;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunId;
import dev.aios.api.run.Runs;
import dev.aios.api.schedule.Schedule;
import dev.aios.api.schedule.ScheduleStatus;
import dev.aios.api.schedule.Schedules;
import dev.aios.api.schedule.Tick;
import dev.aios.core.internal.Given;
import dev.aios.core.internal.NamedRows;
import dev.aios.core.internal.codec.Envelopes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** The schedules as users see them. Thread-safe. */
public final class JournalSchedules implements Schedules, AutoCloseable {
  private static final int MOST_TIMES = 1_000;
  private static final int MOST_WHY = 1_000;

  private final Journal journal;
  private final World world;
  private final Runs runs;
  private final Firing firing;
  private final NamedRows rows;
  private final Map<String, Schedule<?>> here = new ConcurrentHashMap<>();
  private final Lookout lookout;

  /**
   * Schedules; call {@link #start} for runs to start.
   *
   * @param journal where they are kept
   * @param world the time
   * @param runs what is started
   * @param poll how often to look for what other nodes changed
   */
  public JournalSchedules(Journal journal, World world, Runs runs, Duration poll) {
    this.journal = journal;
    this.world = world;
    this.runs = runs;
    this.firing = new Firing(runs);
    this.rows =
        new NamedRows(journal, ScheduleRow.TABLE, "no program has defined it in this journal");
    this.lookout = new Lookout(journal, world, here, firing, poll);
  }

  /** Acts on what is due, from now on. */
  public void start() {
    lookout.start();
  }

  @Override
  public ScheduleStatus define(Schedule<?> schedule) {
    Given.notNull("definition of a schedule", "the schedule", schedule);
    String name = schedule.name();
    Schedule<?> other = here.get(name);
    if (other != null && !other.saga().name().equals(schedule.saga().name())) {
      throw new ConflictException(
          "schedule '"
              + name
              + "' starts saga "
              + other.saga().name()
              + " already, not "
              + schedule.saga().name()
              + ": choose another name, or remove it first");
    }
    ScheduleRow.check(schedule, world.instant());
    runs.register(schedule.saga());
    Row row = defined(schedule);
    here.put(name, schedule);
    lookout.lookSoon();
    return ScheduleRow.status(row, true);
  }

  private Row defined(Schedule<?> schedule) {
    String name = schedule.name();
    while (true) {
      Instant now = world.instant();
      Row row = rows.find(name).orElse(null);
      ScheduleRow before = row == null ? null : ScheduleRow.of(row);
      ScheduleRow after =
          before == null ? ScheduleRow.beginning(schedule, now) : before.by(schedule, now);
      if (row != null && after.equals(before)) {
        return row;
      }
      boolean written =
          row == null
              ? rows.write("schedule.defined", after.put(name, RowChange.ABSENT))
              : rows.write("schedule.changed", after.put(name, row.version()));
      if (written) {
        return rows.existing(name);
      }
    }
  }

  @Override
  public Optional<ScheduleStatus> find(String name) {
    return rows.find(name).map(row -> ScheduleRow.status(row, here.containsKey(name)));
  }

  @Override
  public List<ScheduleStatus> list() {
    return rows.all().stream()
        .map(row -> ScheduleRow.status(row, here.containsKey(row.key())))
        .toList();
  }

  @Override
  public List<Instant> next(String name, int count) {
    if (count < 1 || count > MOST_TIMES) {
      throw new InvalidInputException(
          "times of schedule '" + name + "'", "count is " + count + ", must be 1 to " + MOST_TIMES);
    }
    Timetable timetable = ScheduleRow.of(rows.existing(name)).timetable(name);
    return timetable.between(world.instant(), Instant.MAX, count);
  }

  @Override
  public void pause(String name, String why) {
    Given.text("pause of schedule '" + name + "'", "why", why, MOST_WHY);
    change(name, "schedule.paused", row -> row.pausedFor(why));
  }

  @Override
  public void resume(String name) {
    change(
        name, "schedule.resumed", row -> row.paused() == null ? row : row.resumed(world.instant()));
    lookout.lookSoon();
  }

  private void change(String name, String kind, UnaryOperator<ScheduleRow> how) {
    rows.change(name, kind, row -> how.apply(ScheduleRow.of(row)).put(name, row.version()));
  }

  @Override
  public Run<?> trigger(String name) {
    Schedule<?> schedule = here(name);
    Instant now = world.instant();
    Run<?> run =
        firing.start(schedule, name + "/triggered/" + world.newId(), now, Tick.Cause.TRIGGERED);
    note(name, "schedule.triggered", new Fired.Triggered(run.id().toString()));
    return run;
  }

  @Override
  public List<RunId> backfill(String name, Instant from, Instant before) {
    Schedule<?> schedule = here(name);
    String what = "backfill of schedule '" + name + "'";
    Given.notNull(what, "from", from);
    Given.notNull(what, "before", before);
    if (from.isBefore(Instant.EPOCH)) {
      throw new InvalidInputException(what, "from " + from + " is before 1970");
    }
    if (!from.isBefore(before)) {
      throw new InvalidInputException(what, "from " + from + " is not before " + before);
    }
    if (before.isAfter(world.instant())) {
      throw new InvalidInputException(
          what, before + " is in the future: the times to come start by themselves");
    }
    List<Instant> times =
        ScheduleRow.of(rows.existing(name))
            .timetable(name)
            .between(from.minusNanos(1), before.minusNanos(1), MOST_TIMES + 1);
    if (times.size() > MOST_TIMES) {
      throw new InvalidInputException(
          what,
          "the range holds more than "
              + MOST_TIMES
              + " times, the first "
              + MOST_TIMES
              + " end at "
              + times.get(MOST_TIMES - 1)
              + ": fill it in part by part");
    }
    List<RunId> started = new ArrayList<>(times.size());
    for (Instant time : times) {
      started.add(firing.start(schedule, time, Tick.Cause.BACKFILL));
    }
    note(name, "schedule.backfilled", new Fired.Backfilled(from, before, started.size()));
    return started;
  }

  private void note(String name, String kind, Fired what) {
    journal.writeNow(
        Write.of(new Draft(kind, ScheduleRow.stream(name), Envelopes.CODEC.toJson(what))));
  }

  @Override
  public void remove(String name) {
    Row row = rows.existing(name);
    journal.writeNow(
        Write.of(
            new Draft("schedule.removed", ScheduleRow.stream(name), row.body()),
            new RowChange.Delete(ScheduleRow.TABLE, name, RowChange.ANY)));
    here.remove(name);
  }

  private Schedule<?> here(String name) {
    Schedule<?> schedule = here.get(Given.notNull("schedule", "its name", name));
    if (schedule == null) {
      throw new NotFoundException(
          "this program does not define schedule '"
              + name
              + "', so it does not know what its runs begin with: define it first");
    }
    return schedule;
  }

  /** Acts on nothing any more. */
  @Override
  public void close() {
    lookout.close();
  }
}

package dev.aios.core.internal.schedule;

import dev.aios.api.InvalidInputException;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.schedule.Missed;
import dev.aios.api.schedule.Schedule;
import dev.aios.api.schedule.ScheduleStatus;
import dev.aios.core.internal.codec.Envelopes;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What the journal holds of a schedule: its definition, and up to when it was acted on. A row in
 * table {@code schedule}, ranked by its next time; every change is conditional on the row's
 * version, so that of two nodes that act on one time one counts, and the other's runs are the same
 * runs.
 *
 * @param saga the saga's name
 * @param cron the cron text
 * @param zone the zone's id
 * @param missed what becomes of missed times
 * @param position every time up to this has been acted on
 * @param paused why it is paused, or null
 * @param last the latest time for which a run was started when it was due, or null
 * @param error why the latest time that was due has no run, or null
 */
record ScheduleRow(
    String saga,
    String cron,
    String zone,
    Missed missed,
    Instant position,
    @Nullable String paused,
    @Nullable Instant last,
    @Nullable String error) {
  static final String TABLE = "schedule";
  static final String ACTIVE = "active";
  static final String PAUSED = "paused";

  static ScheduleRow of(Row row) {
    return Envelopes.CODEC.fromJson(row.body(), ScheduleRow.class);
  }

  /** A schedule that begins. */
  static ScheduleRow beginning(Schedule<?> schedule, Instant now) {
    return new ScheduleRow(
        schedule.saga().name(),
        schedule.cron(),
        schedule.zone().getId(),
        schedule.missed(),
        now,
        null,
        null,
        null);
  }

  static String stream(String name) {
    return TABLE + "/" + name;
  }

  /** The same by another definition; it goes on from where it was if its times are the same. */
  ScheduleRow by(Schedule<?> schedule, Instant now) {
    boolean sameTimes = cron.equals(schedule.cron()) && zone.equals(schedule.zone().getId());
    return new ScheduleRow(
        schedule.saga().name(),
        schedule.cron(),
        schedule.zone().getId(),
        schedule.missed(),
        sameTimes ? position : now,
        paused,
        last,
        error);
  }

  ScheduleRow pausedFor(String why) {
    return new ScheduleRow(saga, cron, zone, missed, position, why, last, error);
  }

  ScheduleRow resumed(Instant now) {
    return new ScheduleRow(saga, cron, zone, missed, now, null, last, error);
  }

  ScheduleRow actedOn(Instant upTo, @Nullable Instant started, @Nullable String failure) {
    return new ScheduleRow(
        saga, cron, zone, missed, upTo, paused, started == null ? last : started, failure);
  }

  Timetable timetable(String name) {
    return Timetable.of("schedule '" + name + "'", cron, ZoneId.of(zone));
  }

  /** The row's change; the next time is its rank. */
  RowChange.Put put(String name, long expectedVersion) {
    long next = timetable(name).next(position).map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
    return new RowChange.Put(
        TABLE,
        name,
        expectedVersion,
        paused == null ? ACTIVE : PAUSED,
        next,
        Envelopes.CODEC.toJson(this));
  }

  static ScheduleStatus status(Row row, boolean here) {
    ScheduleRow read = of(row);
    return new ScheduleStatus(
        row.key(),
        read.saga,
        read.cron,
        ZoneId.of(read.zone),
        read.missed,
        read.paused,
        read.paused != null || row.rank() == Long.MAX_VALUE
            ? null
            : Instant.ofEpochMilli(row.rank()),
        read.last,
        read.error,
        here);
  }

  /** Refuses a cron text that is not understood or never fires. */
  static void check(Schedule<?> schedule, Instant now) {
    String what = "schedule '" + schedule.name() + "'";
    if (Timetable.of(what, schedule.cron(), schedule.zone()).next(now).isEmpty()) {
      throw new InvalidInputException(
          what,
          "cron text '"
              + schedule.cron()
              + "' never fires: no day to come fits it. Mend its day and month");
    }
  }
}

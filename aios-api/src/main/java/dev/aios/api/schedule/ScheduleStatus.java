package dev.aios.api.schedule;

import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Where a schedule stands.
 *
 * @param name its name
 * @param saga the name of the saga that it starts
 * @param cron its cron text
 * @param zone its time zone
 * @param missed what becomes of missed times
 * @param paused why it is paused, or null if it is not
 * @param next the next time that has not been acted on, or null while it is paused
 * @param last the latest time for which a run was started when it was due, or null
 * @param error why the latest time that was due has no run, or null; fill it in with {@link
 *     Schedules#backfill} once that is mended
 * @param here whether this runtime has its definition; else another node acts on it
 */
public record ScheduleStatus(
    String name,
    String saga,
    String cron,
    ZoneId zone,
    Missed missed,
    @Nullable String paused,
    @Nullable Instant next,
    @Nullable Instant last,
    @Nullable String error,
    boolean here) {}

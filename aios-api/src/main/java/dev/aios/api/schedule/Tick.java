package dev.aios.api.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * One time of a schedule, from which the input of its run is made.
 *
 * @param schedule the schedule's name
 * @param nominal the time by the calendar, whenever the run really begins; for a run that was
 *     triggered by hand, when that was
 * @param zone the schedule's time zone
 * @param cause why there is a run
 */
public record Tick(String schedule, Instant nominal, ZoneId zone, Cause cause) {
  /** Why there is a run. */
  public enum Cause {
    /** Its time came. */
    DUE,
    /** A range was filled in later. */
    BACKFILL,
    /** Somebody wanted one now. */
    TRIGGERED
  }

  /**
   * The time on the wall.
   *
   * @return the nominal time in the schedule's zone
   */
  public ZonedDateTime local() {
    return nominal.atZone(zone);
  }
}

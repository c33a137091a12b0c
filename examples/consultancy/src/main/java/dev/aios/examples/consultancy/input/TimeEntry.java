package dev.aios.examples.consultancy.input;

import dev.aios.api.value.Money;
import java.time.Duration;
import java.time.LocalDate;

/**
 * One row of a timesheet.
 *
 * @param date the day of the work
 * @param client for whom
 * @param project for what; may be empty
 * @param person who worked; may be empty
 * @param task what was done; may be empty
 * @param time how long, more than zero and at most a day
 * @param rate the price of an hour
 * @param status whether it may be billed
 * @param source where it was found: file and line
 */
public record TimeEntry(
    LocalDate date,
    String client,
    String project,
    String person,
    String task,
    Duration time,
    Money rate,
    Status status,
    String source) {
  /** Whether work may be billed. */
  public enum Status {
    /** The month is not finished; not to be billed yet. */
    OPEN,
    /** Checked and ready to be billed; what a timesheet without a status column means. */
    CLOSED,
    /** Was billed before. */
    INVOICED
  }
}

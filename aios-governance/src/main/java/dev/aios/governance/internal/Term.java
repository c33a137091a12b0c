package dev.aios.governance.internal;

import dev.aios.api.budget.Budget;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import org.jspecify.annotations.Nullable;

/**
 * One stretch of a budget's period, by the calendar in UTC.
 *
 * @param id unique among the terms of one period, for example {@code 2026-11} or {@code 2026-W48}
 * @param end when the next begins, or null if none does
 */
public record Term(String id, @Nullable Instant end) {
  /**
   * The term of a period in which an instant lies.
   *
   * @param period the period
   * @param at the instant
   * @return the term
   */
  public static Term of(Budget.Period period, Instant at) {
    LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
    return switch (period) {
      case DAY -> new Term(day.toString(), start(day.plusDays(1)));
      case WEEK -> new Term(week(day), start(day.with(TemporalAdjusters.next(DayOfWeek.MONDAY))));
      case MONTH ->
          new Term(
              day.toString().substring(0, day.toString().length() - 3),
              start(day.with(TemporalAdjusters.firstDayOfNextMonth())));
      case YEAR ->
          new Term(
              Integer.toString(day.getYear()),
              start(day.with(TemporalAdjusters.firstDayOfNextYear())));
      case EVER -> new Term("ever", null);
    };
  }

  /** ISO 8601: the week belongs to the year in which its Thursday lies. */
  private static String week(LocalDate day) {
    int week = day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
    return day.get(IsoFields.WEEK_BASED_YEAR) + (week < 10 ? "-W0" : "-W") + week;
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}

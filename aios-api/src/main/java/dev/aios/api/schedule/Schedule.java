package dev.aios.api.schedule;

import dev.aios.api.InvalidInputException;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * When runs of a saga start, and with what. Immutable; the methods give changed copies.
 *
 * <pre>{@code
 * Schedule.of("monthly-invoices", "0 7 1 * *", invoicing, tick -> YearMonth.from(tick.local()))
 *     .zone("Europe/Berlin")
 *     .missed(Missed.RUN_ALL)
 * }</pre>
 *
 * <p>The cron text has five fields (minute, hour, day of month, month, day of week, as in Unix; if
 * both days are named, either counts), or six with seconds before them ({@code L}, {@code W} and
 * {@code #} are understood then; if both days are named, both must fit), or is one of
 * {@code @hourly}, {@code @daily}, {@code @weekly}, {@code @monthly}, {@code @yearly}.
 *
 * <p><b>Daylight saving.</b> Times that the clock skips in spring happen at once when it has
 * skipped them, together, once. Times that it shows twice in autumn happen the first time only.
 * Where the hour is {@code *} the schedule goes by elapsed time instead: nothing is made up for in
 * spring, and both hours count in autumn.
 *
 * @param <I> the saga's input
 * @param name unique in the journal, 1 to 100 characters, no slash, no control characters
 * @param cron the cron text; checked when the schedule is defined
 * @param saga what is started
 * @param input makes the input of a run; the same tick must give the same input
 * @param zone the time zone that the cron text is read in
 * @param missed what becomes of times that passed before a node acted on them
 * @param options how the runs are started
 */
public record Schedule<I>(
    String name,
    String cron,
    Saga<I, ?> saga,
    Function<Tick, I> input,
    ZoneId zone,
    Missed missed,
    StartOptions options) {
  private static final int MOST_NAME = 100;

  /** Checks the name, and that nothing is missing. */
  public Schedule {
    List<String> faults = new ArrayList<>(0);
    if (name == null || name.isBlank()) {
      faults.add("its name is blank");
    } else if (name.length() > MOST_NAME
        || name.indexOf('/') >= 0
        || name.chars().anyMatch(Character::isISOControl)) {
      faults.add(
          "its name must have at most "
              + MOST_NAME
              + " characters, and no slash or control character");
    }
    if (cron == null || cron.isBlank()) {
      faults.add("its cron text is blank");
    }
    if (saga == null) {
      faults.add("its saga is null");
    }
    if (input == null) {
      faults.add("what makes its input is null");
    }
    if (zone == null) {
      faults.add("its zone is null");
    }
    if (missed == null) {
      faults.add("what becomes of missed times is null");
    }
    if (options == null) {
      faults.add("its options are null");
    }
    if (!faults.isEmpty()) {
      throw new InvalidInputException("schedule '" + name + "'", faults);
    }
  }

  /**
   * A schedule in UTC that runs once for missed times.
   *
   * @param <I> the saga's input
   * @param name unique in the journal
   * @param cron the cron text
   * @param saga what is started
   * @param input makes the input of a run
   * @return the schedule
   */
  public static <I> Schedule<I> of(
      String name, String cron, Saga<I, ?> saga, Function<Tick, I> input) {
    return new Schedule<>(
        name, cron, saga, input, ZoneOffset.UTC, Missed.RUN_ONCE, StartOptions.NONE);
  }

  /**
   * The same in a time zone.
   *
   * @param id of a zone, for example {@code Europe/Berlin}
   * @return a copy
   * @throws InvalidInputException if no zone has this id
   */
  public Schedule<I> zone(String id) {
    try {
      return zone(ZoneId.of(id));
    } catch (DateTimeException | NullPointerException e) {
      throw new InvalidInputException(
          "schedule '" + name + "'",
          "there is no time zone '" + id + "': write one like Europe/Berlin, or UTC");
    }
  }

  /**
   * The same in a time zone.
   *
   * @param in the zone
   * @return a copy
   */
  public Schedule<I> zone(ZoneId in) {
    return new Schedule<>(name, cron, saga, input, in, missed, options);
  }

  /**
   * The same with another rule for missed times.
   *
   * @param rule the rule
   * @return a copy
   */
  public Schedule<I> missed(Missed rule) {
    return new Schedule<>(name, cron, saga, input, zone, rule, options);
  }

  /**
   * The same with runs that are started in another way.
   *
   * @param how for example the project that they are for
   * @return a copy
   */
  public Schedule<I> options(StartOptions how) {
    return new Schedule<>(name, cron, saga, input, zone, missed, how);
  }
}

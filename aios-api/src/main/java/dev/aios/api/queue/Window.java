package dev.aios.api.queue;

import dev.aios.api.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of each day in which work is cheap, for example the night, and how long the work may be
 * put off for it.
 *
 * @param from when it opens, on the clock of the zone
 * @param until when it closes; earlier than {@code from} if midnight is within
 * @param zone the zone of the clock
 * @param atMost after this time, from the start, the work begins though the window is closed; more
 *     than zero
 */
public record Window(LocalTime from, LocalTime until, ZoneId zone, Duration atMost) {
  /** Checks that nothing is missing, and that it opens at all. */
  public Window {
    List<String> missing = new ArrayList<>(0);
    if (from == null) {
      missing.add("when it opens is null");
    }
    if (until == null) {
      missing.add("when it closes is null");
    }
    if (zone == null) {
      missing.add("its zone is null");
    }
    if (atMost == null) {
      missing.add("atMost is null");
    }
    if (!missing.isEmpty()) {
      throw new InvalidInputException("window", missing);
    }
    if (from.equals(until)) {
      throw new InvalidInputException(
          "window", "it opens and closes at " + from + ": leave it out if work may begin any time");
    }
    if (atMost.isNegative() || atMost.isZero()) {
      throw new InvalidInputException("window", "atMost " + atMost + " is not more than zero");
    }
  }

  /**
   * When it is open next.
   *
   * @param at an instant
   * @return the instant itself if it is open then, else when it opens
   */
  public Instant next(Instant at) {
    ZonedDateTime there = at.atZone(zone);
    LocalTime time = there.toLocalTime();
    boolean open =
        from.isBefore(until)
            ? !time.isBefore(from) && time.isBefore(until)
            : !time.isBefore(from) || time.isBefore(until);
    if (open) {
      return at;
    }
    ZonedDateTime opens = there.toLocalDate().atTime(from).atZone(zone);
    return (opens.isAfter(there)
            ? opens
            : there.toLocalDate().plusDays(1).atTime(from).atZone(zone))
        .toInstant();
  }
}

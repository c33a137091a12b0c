package dev.aios.core.internal.schedule;

import dev.aios.api.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The times of a cron text in a zone. Between two changes of the zone's offset the clock on the
 * wall runs evenly, so each such stretch is searched by itself. What is skipped at the beginning of
 * a stretch happens there, once; what is shown again is left out. A text whose hour is {@code *}
 * goes by elapsed time: neither applies. Immutable.
 */
final class Timetable {
  private final CronText cron;
  private final ZoneRules rules;

  private Timetable(CronText cron, ZoneId zone) {
    this.cron = cron;
    this.rules = zone.getRules();
  }

  /**
   * Reads a cron text.
   *
   * @param what whose it is, for errors
   * @throws InvalidInputException if it is not understood
   */
  static Timetable of(String what, String cron, ZoneId zone) {
    return new Timetable(CronText.parse(what, cron), zone);
  }

  /** The first time after an instant; empty if there is none ever. */
  Optional<Instant> next(Instant after) {
    Instant from = after.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    while (true) {
      // at or before from, which is a whole second, as are all transitions
      ZoneOffsetTransition begin = rules.previousTransition(from.plusSeconds(1));
      ZoneOffsetTransition end = rules.nextTransition(from);
      ZoneOffset offset = rules.getOffset(from);
      if (isMadeUpFor(begin, from)) {
        return Optional.of(from);
      }
      LocalDateTime start = LocalDateTime.ofEpochSecond(from.getEpochSecond(), 0, offset);
      if (!cron.isHourly()
          && begin != null
          && begin.isOverlap()
          && start.isBefore(begin.getDateTimeBefore())) {
        start = begin.getDateTimeBefore();
      }
      Optional<LocalDateTime> found = cron.from(start);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      if (end == null || found.get().isBefore(end.getDateTimeBefore())) {
        return Optional.of(found.get().toInstant(offset));
      }
      from = end.getInstant();
    }
  }

  /** Whether the clock has just skipped a time. */
  private boolean isMadeUpFor(@Nullable ZoneOffsetTransition begin, Instant from) {
    if (cron.isHourly() || begin == null || !begin.isGap() || !begin.getInstant().equals(from)) {
      return false;
    }
    Optional<LocalDateTime> skipped = cron.from(begin.getDateTimeBefore());
    return skipped.isPresent() && skipped.get().isBefore(begin.getDateTimeAfter());
  }

  /** The last time after an instant and up to another; empty if there is none. */
  Optional<Instant> last(Instant after, Instant upTo) {
    Optional<Instant> last = Optional.empty();
    Instant low = after;
    Instant high = upTo;
    while (true) {
      // none after high, none is missed before low
      Instant found = next(low).orElse(null);
      if (found == null || found.isAfter(upTo)) {
        return last;
      }
      last = Optional.of(found);
      low = found;
      while (Duration.between(low, high).toSeconds() > 1) {
        Instant middle = low.plus(Duration.between(low, high).dividedBy(2));
        Instant later = next(middle).orElse(null);
        if (later != null && !later.isAfter(upTo)) {
          last = Optional.of(later);
          low = later;
        } else {
          high = middle;
        }
      }
    }
  }

  /** The times after an instant and up to another, at most as many as wanted. */
  List<Instant> between(Instant after, Instant upTo, int most) {
    List<Instant> found = new ArrayList<>();
    Optional<Instant> next = next(after);
    while (next.isPresent() && !next.get().isAfter(upTo) && found.size() < most) {
      found.add(next.get());
      next = next(next.get());
    }
    return found;
  }
}

package dev.aios.core.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The times of a cron text, above all where the clock skips or repeats an hour. */
class TimetableTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static List<String> times(String cron, ZoneId zone, String after, int count) {
    return Timetable.of("test", cron, zone)
        .between(Instant.parse(after), Instant.MAX, count)
        .stream()
        .map(time -> time.atZone(zone).toOffsetDateTime().toString())
        .toList();
  }

  // In Berlin the clock goes from 02:00 to 03:00 on 29 March 2026, from 03:00 to 02:00 on 25
  // October.

  @Test
  void a_skipped_time_happens_when_the_clock_has_skipped_it() {
    assertThat(times("30 2 * * *", BERLIN, "2026-03-27T12:00:00Z", 3))
        .containsExactly(
            "2026-03-28T02:30+01:00", "2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00");
  }

  @Test
  void several_skipped_times_happen_once() {
    assertThat(times("0,15,30 2,4 * * *", BERLIN, "2026-03-28T12:00:00Z", 4))
        .containsExactly(
            "2026-03-29T03:00+02:00",
            "2026-03-29T04:00+02:00",
            "2026-03-29T04:15+02:00",
            "2026-03-29T04:30+02:00");
  }

  @Test
  void a_time_that_is_skipped_and_one_that_follows_at_once_are_one() {
    assertThat(times("0 2,3 * * *", BERLIN, "2026-03-28T12:00:00Z", 2))
        .containsExactly("2026-03-29T03:00+02:00", "2026-03-30T02:00+02:00");
  }

  @Test
  void a_doubled_time_happens_the_first_time_only() {
    assertThat(times("30 2 * * *", BERLIN, "2026-10-24T12:00:00Z", 2))
        .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
  }

  @Test
  void a_schedule_by_the_hour_goes_by_elapsed_time() {
    assertThat(times("30 * * * *", BERLIN, "2026-03-29T00:00:00Z", 2))
        .containsExactly("2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00");
    assertThat(times("@hourly", BERLIN, "2026-10-24T23:30:00Z", 4))
        .containsExactly(
            "2026-10-25T02:00+02:00",
            "2026-10-25T02:00+01:00",
            "2026-10-25T03:00+01:00",
            "2026-10-25T04:00+01:00");
  }

  @Test
  void a_zone_that_shifts_by_half_an_hour_is_kept_too() {
    ZoneId lordHowe = ZoneId.of("Australia/Lord_Howe");
    assertThat(times("15 2 * * *", lordHowe, "2026-10-02T20:00:00Z", 2))
        .containsExactly("2026-10-04T02:30+11:00", "2026-10-05T02:15+11:00");
  }

  @Test
  void a_day_that_a_zone_left_out_happens_at_its_end() {
    // Samoa went from 29 to 31 December 2011
    ZoneId apia = ZoneId.of("Pacific/Apia");
    assertThat(times("0 12 * * *", apia, "2011-12-29T12:00:00Z", 3))
        .containsExactly(
            "2011-12-29T12:00-10:00", "2011-12-31T00:00+14:00", "2011-12-31T12:00+14:00");
  }

  @ParameterizedTest
  @CsvSource({
    "'0 7 1 * *', 2026-02-01T07:00Z",
    "'0 9 * * MON-FRI', 2026-01-05T09:00Z",
    "'0 12 13 * 5', 2026-01-09T12:00Z",
    "'*/5 * * * * *', 2026-01-05T08:00:05Z",
    "'0 0 9 L * *', 2026-01-31T09:00Z",
    "'0 0 9 ? * MON#1', 2026-01-05T09:00Z",
    "'@monthly', 2026-02-01T00:00Z",
    "'0 0 29 2 *', 2028-02-29T00:00Z",
  })
  void every_form_of_a_cron_text_is_understood(String cron, String first) {
    assertThat(times(cron, ZoneOffset.UTC, "2026-01-05T08:00:00Z", 1)).containsExactly(first);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"61 * * * *", "hello", "0 0 * *", "5-1 * * * *", "@sometimes", "a b c d e"})
  void what_is_no_cron_text_is_refused_with_the_text(String cron) {
    assertThatThrownBy(() -> Timetable.of("schedule 'x'", cron, BERLIN))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("schedule 'x'")
        .hasMessageContaining(cron);
  }

  @Test
  void a_text_that_never_fires_has_no_next_time() {
    assertThat(times("0 0 30 2 *", BERLIN, "2026-01-05T08:00:00Z", 1)).isEmpty();
  }

  @Test
  void the_last_time_of_a_long_range_is_found() {
    Timetable table = Timetable.of("test", "*/10 3 * * *", BERLIN);
    assertThat(
            table.last(
                Instant.parse("2016-01-01T00:00:00Z"), Instant.parse("2026-03-29T00:59:00Z")))
        .contains(Instant.parse("2026-03-28T02:50:00Z"));
    assertThat(
            table.last(
                Instant.parse("2026-03-28T02:50:00Z"), Instant.parse("2026-03-29T00:59:00Z")))
        .isEmpty();
  }

  /**
   * Beside a slow walk through every minute of the two days around a change of the clock, which
   * knows only what the promise says.
   */
  @Property(tries = 150)
  void times_are_those_of_a_walk_through_every_minute(
      @ForAll @IntRange(min = 0, max = 59) int minute,
      @ForAll @IntRange(min = 0, max = 4) int hour,
      @ForAll boolean spring,
      @ForAll @IntRange(min = 0, max = 2) int zoned) {
    ZoneId zone =
        List.of(BERLIN, ZoneId.of("America/New_York"), ZoneId.of("Australia/Lord_Howe")).get(zoned);
    Instant year = Instant.parse("2026-01-01T00:00:00Z");
    Instant change = zone.getRules().nextTransition(year).getInstant();
    if (!spring) {
      change = zone.getRules().nextTransition(change).getInstant();
    }
    Instant from = change.minus(Duration.ofDays(1));
    Instant to = change.plus(Duration.ofDays(1));

    Timetable table = Timetable.of("test", minute + " " + hour + " * * *", zone);
    List<Instant> walked = walk(zone, minute, hour, from, to);

    assertThat(table.between(from, to, 100)).isEqualTo(walked);
    assertThat(table.last(from, to)).contains(walked.get(walked.size() - 1));
  }

  private static List<Instant> walk(ZoneId zone, int minute, int hour, Instant from, Instant to) {
    List<Instant> found = new ArrayList<>();
    Set<LocalDateTime> shown = new HashSet<>();
    LocalDateTime before = LocalDateTime.ofInstant(from, zone);
    for (Instant at = from.plusSeconds(60); !at.isAfter(to); at = at.plusSeconds(60)) {
      LocalDateTime now = LocalDateTime.ofInstant(at, zone);
      boolean due = false;
      for (LocalDateTime each = before.plusMinutes(1);
          !each.isAfter(now);
          each = each.plusMinutes(1)) {
        due |= each.getMinute() == minute && each.getHour() == hour && shown.add(each);
      }
      if (due) {
        found.add(at);
      }
      before = now;
    }
    return found;
  }
}

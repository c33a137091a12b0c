package dev.aios.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.journal.Journal;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunStatus;
import dev.aios.api.saga.Saga;
import dev.aios.api.schedule.Missed;
import dev.aios.api.schedule.Schedule;
import dev.aios.api.schedule.ScheduleStatus;
import dev.aios.api.schedule.Schedules;
import dev.aios.api.schedule.Tick;
import dev.aios.core.Aios;
import dev.aios.core.journal.SqliteJournal;
import dev.aios.testkit.world.VirtualWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Schedules: one run for each time, whatever dies, restarts or joins. The world begins at 08:00.
 */
@SuppressWarnings("try") // closed in the midst of a test, to see what that does
class ScheduleTest {
  /** The names of the runs' inputs, in the order in which they were worked on. */
  private final List<String> worked = new CopyOnWriteArrayList<>();

  private Saga<Order, Order> report() {
    return Saga.named("report", 1, Order.class)
        .step(
            "write",
            (Order order) -> {
              worked.add(order.item());
              return order;
            })
        .build();
  }

  private Schedule<Order> hourly() {
    return Schedule.of("hourly", "0 * * * *", report(), ScheduleTest::order);
  }

  private static Order order(Tick tick) {
    return new Order(tick.cause() + " " + tick.local().toLocalTime(), 0);
  }

  private static List<String> keys(Aios aios) {
    return aios.runs().list(null, 1_000).stream().map(run -> run.id().key()).sorted().toList();
  }

  private static void wait(Site site, String time) {
    site.pass(Duration.parse(time));
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void each_time_starts_one_run_under_its_name_and_time(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Aios aios = site.open();
      ScheduleStatus status = aios.schedules().define(hourly());
      assertThat(status.next()).isEqualTo(Instant.parse("2026-01-05T09:00:00Z"));

      wait(site, "PT59M59S");
      assertThat(keys(aios)).isEmpty();
      wait(site, "PT1H2S");

      assertThat(keys(aios))
          .containsExactly("hourly/2026-01-05T09:00:00Z", "hourly/2026-01-05T10:00:00Z");
      assertThat(worked).containsExactly("DUE 09:00", "DUE 10:00");
      ScheduleStatus after = aios.schedules().find("hourly").orElseThrow();
      assertThat(after.last()).isEqualTo(Instant.parse("2026-01-05T10:00:00Z"));
      assertThat(after.next()).isEqualTo(Instant.parse("2026-01-05T11:00:00Z"));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void times_missed_while_nothing_ran_are_treated_as_the_schedule_says(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Schedules schedules = site.open().schedules();
      for (Missed missed : Missed.values()) {
        schedules.define(
            Schedule.of("s-" + missed, "0 9-11 * * *", report(), ScheduleTest::order)
                .missed(missed));
      }
      wait(site, "PT1H10M");
      site.close(site.aios());
      worked.clear();

      Aios aios = site.open();
      wait(site, "PT3H");
      assertThat(worked).as("nobody defines them").isEmpty();
      for (Missed missed : Missed.values()) {
        aios.schedules()
            .define(
                Schedule.of("s-" + missed, "0 9-11 * * *", report(), ScheduleTest::order)
                    .missed(missed));
      }
      site.settle();

      assertThat(keys(aios))
          .containsExactly(
              "s-RUN_ALL/2026-01-05T09:00:00Z",
              "s-RUN_ALL/2026-01-05T10:00:00Z",
              "s-RUN_ALL/2026-01-05T11:00:00Z",
              "s-RUN_ONCE/2026-01-05T09:00:00Z",
              "s-RUN_ONCE/2026-01-05T11:00:00Z",
              "s-SKIP/2026-01-05T09:00:00Z");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_backlog_of_a_thousand_times_is_worked_off_in_parts(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Schedule<Order> each =
          Schedule.of("minutes", "* * * * *", report(), ScheduleTest::order).missed(Missed.RUN_ALL);
      site.open().schedules().define(each);
      site.close(site.aios());
      site.away(Duration.parse("PT16H40M"));
      Aios aios = site.open();
      aios.schedules().define(each);
      site.settle();
      wait(site, "PT30S");
      assertThat(keys(aios)).hasSize(1_000);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_crash_after_the_run_and_before_the_schedule_moves_on_starts_no_second_run(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      site.open().schedules().define(hourly());
      site.journal()
          .dieAfter(
              write ->
                  write.records().stream().anyMatch(record -> record.kind().equals("run.started")));
      wait(site, "PT1H1S");
      assertThat(site.journal().isDead()).as("it died between the two").isTrue();
      site.crash();

      Aios aios = site.open();
      aios.schedules().define(hourly());
      wait(site, "PT1S");

      assertThat(keys(aios)).containsExactly("hourly/2026-01-05T09:00:00Z");
      assertThat(aios.schedules().find("hourly").orElseThrow().last())
          .isEqualTo(Instant.parse("2026-01-05T09:00:00Z"));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_paused_schedule_starts_nothing_and_goes_on_from_where_it_is_resumed(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Schedules schedules = site.open().schedules();
      schedules.define(hourly());
      schedules.pause("hourly", "the printer is broken");
      wait(site, "PT2H");
      assertThat(worked).isEmpty();
      assertThat(schedules.find("hourly").orElseThrow().paused())
          .isEqualTo("the printer is broken");

      site.close(site.aios());
      schedules = site.open().schedules();
      schedules.define(hourly());
      wait(site, "PT1H");
      assertThat(worked).as("it stays paused over a restart").isEmpty();

      schedules.resume("hourly");
      wait(site, "PT1H");
      assertThat(worked).containsExactly("DUE 12:00");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_backfill_starts_what_a_range_lacks_and_nothing_twice(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Aios aios = site.open();
      aios.schedules().define(hourly());
      wait(site, "PT1H1S");

      Instant from = Instant.parse("2026-01-05T06:00:00Z");
      Instant before = Instant.parse("2026-01-05T09:00:01Z");
      List<RunId> runs = aios.schedules().backfill("hourly", from, before);
      assertThat(aios.schedules().backfill("hourly", from, before)).isEqualTo(runs);
      site.settle();

      assertThat(runs).hasSize(4);
      assertThat(keys(aios)).hasSize(4);
      assertThat(worked)
          .containsExactlyInAnyOrder(
              "DUE 09:00", "BACKFILL 06:00", "BACKFILL 07:00", "BACKFILL 08:00");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_trigger_starts_a_run_besides_the_times(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Aios aios = site.open();
      aios.schedules().define(hourly());
      aios.schedules().pause("hourly", "only by hand");
      Run<?> one = aios.schedules().trigger("hourly");
      Run<?> two = aios.schedules().trigger("hourly");
      site.settle();

      assertThat(one.id()).isNotEqualTo(two.id());
      assertThat(worked).containsExactly("TRIGGERED 08:00", "TRIGGERED 08:00");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_changed_definition_counts_from_then_on(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      site.open().schedules().define(hourly());
      wait(site, "PT30M");
      site.close(site.aios());
      Aios aios = site.open();
      wait(site, "PT2H");
      aios.schedules().define(Schedule.of("hourly", "15 * * * *", report(), ScheduleTest::order));
      wait(site, "PT1H");
      assertThat(keys(aios)).containsExactly("hourly/2026-01-05T11:15:00Z");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_time_whose_input_cannot_be_made_is_told_and_can_be_filled_in(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Aios aios = site.open();
      aios.schedules()
          .define(
              Schedule.of(
                  "hourly",
                  "0 * * * *",
                  report(),
                  tick -> {
                    if (tick.cause() == Tick.Cause.DUE && tick.local().getHour() == 9) {
                      throw new IllegalStateException("no figures yet");
                    }
                    return order(tick);
                  }));
      wait(site, "PT1H1S");
      ScheduleStatus status = aios.schedules().find("hourly").orElseThrow();
      assertThat(status.error()).contains("09:00").contains("no figures yet");

      wait(site, "PT1H");
      aios.schedules()
          .backfill(
              "hourly",
              Instant.parse("2026-01-05T09:00:00Z"),
              Instant.parse("2026-01-05T09:00:01Z"));
      site.settle();
      assertThat(worked).containsExactly("DUE 10:00", "BACKFILL 09:00");
    }
  }

  private static Aios node(VirtualWorld world, Journal journal) {
    return Aios.builder()
        .journal(world.watching(journal))
        .world(world)
        .poll(Duration.ofMinutes(1))
        .lease(Duration.ofMinutes(30))
        .open();
  }

  @Test
  void two_nodes_on_one_file_start_one_run_for_each_time(@TempDir Path dir) {
    VirtualWorld world = VirtualWorld.create();
    Path file = dir.resolve("company.db");
    try (Journal one = SqliteJournal.open(file, world);
        Journal two = SqliteJournal.open(file, world);
        Aios a = node(world, one);
        Aios b = node(world, two)) {
      a.schedules().define(hourly());
      b.schedules().define(hourly());
      world.advance(Duration.ofHours(24));
      assertThat(keys(a)).hasSize(24);
      assertThat(worked).hasSize(24).doesNotHaveDuplicates();

      b.schedules().pause("hourly", "on b");
      world.advance(Duration.ofHours(2));
      assertThat(worked).as("a pause on one node holds for the other").hasSize(24);

      b.schedules().resume("hourly");
      a.close();
      world.advance(Duration.ofHours(2));
      assertThat(worked).as("one node is enough").hasSize(26);
      assertThat(world.failures()).isEmpty();
    } finally {
      world.close();
    }
  }

  @Test
  void input_that_makes_no_sense_is_refused_with_what_to_do(@TempDir Path dir) {
    try (Site site = new Site(Store.MEMORY, dir)) {
      Schedules schedules = site.open().schedules();
      schedules.define(hourly());
      Saga<Order, Order> other =
          Saga.named("other", 1, Order.class).then(site.adding("a", 1)).build();

      assertThatThrownBy(
              () -> schedules.define(Schedule.of("x", "0 0 30 2 *", report(), ScheduleTest::order)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("never fires");
      assertThatThrownBy(() -> hourly().zone("Mars/Olympus"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("Mars/Olympus");
      assertThatThrownBy(
              () ->
                  schedules.define(Schedule.of("hourly", "0 * * * *", other, ScheduleTest::order)))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("report");
      assertThatThrownBy(() -> Schedule.of("a/b", "", other, ScheduleTest::order))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("slash")
          .hasMessageContaining("cron text is blank");
      assertThatThrownBy(() -> schedules.pause("daily", "why"))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("daily");
      Instant now = VirtualWorld.START;
      assertThatThrownBy(() -> schedules.backfill("hourly", now.minusSeconds(86_400L * 60), now))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("more than 1000");
      assertThatThrownBy(() -> schedules.backfill("hourly", now, now.plusSeconds(3600)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("future");
      assertThat(schedules.list()).hasSize(1);
      assertThat(schedules.next("hourly", 3)).hasSize(3);

      schedules.remove("hourly");
      wait(site, "PT2H");
      assertThat(site.aios().runs().list(null, 10).stream().map(RunStatus::id)).isEmpty();
    }
  }
}

package dev.aios.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import dev.aios.api.schedule.Schedule;
import dev.aios.api.schedule.Tick;
import dev.aios.core.Aios;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Schedules where there are many, or no room. The world begins at 08:00. */
@SuppressWarnings("try") // closed in the midst of a test, to see what that does
class ScheduleLimitsTest {
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
    return Schedule.of("hourly", "0 * * * *", report(), ScheduleLimitsTest::order);
  }

  private static Order order(Tick tick) {
    return new Order(tick.cause() + " " + tick.local().toLocalTime(), 0);
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void schedules_that_nobody_defines_any_more_hide_no_other(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Aios before = site.open(report());
      for (int i = 0; i < 501; i++) {
        before
            .schedules()
            .define(Schedule.of("gone-" + i, "1 8 * * *", report(), ScheduleLimitsTest::order));
      }
      site.close(before);

      Aios after = site.open(report());
      after
          .schedules()
          .define(Schedule.of("here", "5 8 * * *", report(), ScheduleLimitsTest::order));
      site.pass(Duration.ofMinutes(6));

      assertThat(worked).containsExactly("DUE 08:05");
    }
  }

  @Test
  void a_time_for_which_there_is_no_room_waits_for_room(@TempDir Path dir) {
    try (Site site = new Site(Store.MEMORY, dir)) {
      Saga<Order, Order> busy =
          Saga.named("busy", 1, Order.class)
              .step(
                  "work",
                  (Order order) -> {
                    site.world().sleep(Duration.ofMinutes(10));
                    return order;
                  })
              .build();
      Aios aios = site.open(builder -> builder.mostRuns(1).saga(busy));
      aios.schedules().define(hourly().options(StartOptions.NONE.orRefuse()));
      site.pass(Duration.ofMinutes(58));
      aios.start(busy, new Order("long", 0), "1");
      site.pass(Duration.ofMinutes(5));
      assertThat(worked).isEmpty();
      assertThat(aios.schedules().find("hourly").orElseThrow().error()).isNull();
      site.pass(Duration.ofMinutes(10));
      assertThat(worked).containsExactly("DUE 09:00");
    }
  }

  @Test
  void a_range_that_begins_at_the_beginning_of_time_is_refused(@TempDir Path dir) {
    try (Site site = new Site(Store.MEMORY, dir)) {
      Aios aios = site.open(report());
      aios.schedules().define(hourly());
      assertThatThrownBy(
              () -> aios.schedules().backfill("hourly", Instant.MIN, aios.world().instant()))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("backfill of schedule 'hourly'")
          .hasMessageContaining("is before 1970");
    }
  }
}

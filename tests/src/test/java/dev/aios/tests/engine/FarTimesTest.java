package dev.aios.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.agent.AgentContext;
import dev.aios.api.batch.Batch;
import dev.aios.api.effect.EffectRequest;
import dev.aios.api.policy.Decision;
import dev.aios.api.policy.Policy;
import dev.aios.api.queue.Window;
import dev.aios.api.queue.WorkQueue;
import dev.aios.api.run.Debounce;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunState;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Retry;
import dev.aios.core.Aios;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Times that no calendar holds, with which callers say "for ever". */
class FarTimesTest {
  private static final Duration EVER = ChronoUnit.FOREVER.getDuration();

  /** An instant holds it, milliseconds since 1970 do not. */
  private static final Duration AGES = Duration.ofDays(365L * 300_000_000);

  private static Saga<Order, Order> plain(Site site) {
    return Saga.named("plain", 1, Order.class)
        .step(
            "work",
            (Order order) -> {
              site.did(order.item());
              return order;
            })
        .idempotent()
        .build();
  }

  private static void waits(Site site, Saga<Order, Order> saga) {
    Run<Order> run = site.aios().start(saga, new Order("lamp", 1), "1");
    assertThat(site.state(run)).isEqualTo(RunState.WAITING);
    site.pass(Duration.ofMinutes(2));
    assertThat(site.state(run)).isEqualTo(RunState.WAITING);
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_run_sleeps_awaits_and_asks_for_ever(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      site.open();
      for (Duration far : List.of(EVER, AGES)) {
        String which = far.equals(EVER) ? "ever" : "ages";
        waits(site, Saga.named("sleep-" + which, 1, Order.class).sleep("s", far).build());
        waits(
            site,
            Saga.named("signal-" + which, 1, Order.class)
                .await("paid", String.class, (order, by) -> order)
                .within(far)
                .build());
        waits(
            site,
            Saga.named("gate-" + which, 1, Order.class)
                .approve("ok", any -> true)
                .expiresAfter(far)
                .build());
      }
    }
  }

  @Test
  void a_step_may_take_for_ever_and_is_done(@TempDir Path dir) {
    try (Site site = new Site(Store.MEMORY, dir)) {
      Aios aios = site.open();
      Saga<Order, Order> patient =
          Saga.named("patient", 1, Order.class)
              .step("work", (Order order) -> order)
              .timeout(EVER)
              .build();
      Run<Order> run = aios.start(patient, new Order("lamp", 1), "1");
      assertThat(run.await(EVER)).isEqualTo(new Order("lamp", 1));
    }
  }

  @Test
  void a_policy_defers_to_the_end_of_time(@TempDir Path dir) {
    try (Site site = new Site(Store.MEMORY, dir)) {
      site.open(
          builder ->
              builder.policy(
                  new Policy() {
                    @Override
                    public String name() {
                      return "never";
                    }

                    @Override
                    public Decision decide(EffectRequest effect) {
                      return new Decision.Defer(Instant.MAX, "not in this world");
                    }
                  }));
      waits(site, plain(site));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_run_that_is_put_off_for_ever_holds_up_no_other_in_its_queue(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Aios aios = site.open();
      aios.queues().define(WorkQueue.named("mail"));
      StartOptions mail = StartOptions.through("mail");
      Window later = new Window(LocalTime.of(8, 10), LocalTime.of(9, 0), ZoneOffset.UTC, AGES);
      aios.start(plain(site), new Order("ever", 0), "1", mail.delay(EVER));
      aios.start(plain(site), new Order("ages", 0), "2", mail.delay(AGES));
      aios.start(plain(site), new Order("later", 0), "3", mail.window(later));
      aios.start(plain(site), new Order("now", 0), "4", mail);
      site.settle();
      assertThat(site.did).containsExactly("now");
      site.pass(Duration.ofMinutes(12));
      assertThat(site.did).containsExactly("now", "later");
    }
  }

  @Test
  void a_batch_that_waits_for_ever_holds_up_no_other(@TempDir Path dir) {
    try (Site site = new Site(Store.MEMORY, dir)) {
      Aios aios = site.open();
      Batch<Order, Order> soon =
          Batch.of("soon", (List<Order> orders, AgentContext context) -> orders);
      Batch<Order, Order> ever =
          new Batch<>("ever", 2, EVER, soon.retry(), soon.work(), soon.options());
      aios.batches().define(ever);
      aios.batches().define(soon);
      Saga<Order, Order> late = Saga.named("late", 1, Order.class).then(ever.as("b")).build();
      Saga<Order, Order> quick = Saga.named("quick", 1, Order.class).then(soon.as("b")).build();
      Run<Order> first = aios.start(late, new Order("one", 1), "1");
      Run<Order> other = aios.start(quick, new Order("lamp", 1), "1");
      site.pass(Duration.ofMinutes(2));
      assertThat(other.status().state()).isEqualTo(RunState.COMPLETED);
      assertThat(first.status().state()).isEqualTo(RunState.WAITING);

      aios.start(late, new Order("two", 1), "2");
      site.settle();
      assertThat(first.status().state()).isEqualTo(RunState.COMPLETED);
    }
  }

  @Test
  void a_debounce_waits_for_ever(@TempDir Path dir) {
    try (Site site = new Site(Store.MEMORY, dir)) {
      Aios aios = site.open();
      aios.debounce(plain(site), new Order("never", 0), "1", Debounce.quiet(EVER));
      Debounce soon = Debounce.quiet(Duration.ofSeconds(1)).atMost(AGES);
      aios.debounce(plain(site), new Order("soon", 0), "2", soon);
      site.pass(Duration.ofMinutes(1));
      assertThat(site.did).containsExactly("soon");
      assertThat(aios.runs().debounced(10)).hasSize(1);
    }
  }

  @Test
  void a_retry_with_a_cap_beyond_all_time_has_waits(@TempDir Path dir) {
    try (Site site = new Site(Store.MEMORY, dir)) {
      Aios aios = site.open();
      Retry retry = Retry.exponential(1_000, EVER, EVER);
      for (int attempt : new int[] {1, 60, 70, 999}) {
        Duration wait = retry.waitAfter(attempt, aios.world().random());
        assertThat(wait).isGreaterThanOrEqualTo(Duration.ZERO);
      }
    }
  }

  @Test
  void what_has_to_be_counted_in_nanoseconds_has_a_limit_and_says_so() {
    assertThatThrownBy(() -> WorkQueue.named("mail").rate(1, EVER))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("queue 'mail'")
        .hasMessageContaining("is more than 36500 days");
    assertThatThrownBy(() -> Aios.builder().poll(EVER))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("36500 days");
  }
}

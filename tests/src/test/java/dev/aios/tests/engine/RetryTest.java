package dev.aios.tests.engine;

import static dev.aios.tests.engine.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.effect.PermanentException;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Retry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How often and when a step is tried again, and what a timeout means. */
class RetryTest {
  private static Saga<Order, Order> flaky(Site site, int failures, Retry retry) {
    AtomicInteger left = new AtomicInteger(failures);
    return Saga.named("sell", 1, Order.class)
        .step(
            "flaky",
            (Order order, dev.aios.api.effect.EffectCall call) -> {
              site.did(call.attempt() + " " + call.idempotencyKey());
              if (left.getAndDecrement() > 0) {
                throw new IllegalStateException("down");
              }
              return order.plus(call.attempt());
            })
        .retry(retry)
        .build();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_step_that_fails_is_tried_again_under_one_key(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<Order> run =
          site.open().start(flaky(site, 2, Retry.exponential(5)), new Order("x", 0), "1");

      assertThat(run.await(SOON).amount()).isEqualTo(3);
      assertThat(site.did).containsExactly("1 sell/1:flaky", "2 sell/1:flaky", "3 sell/1:flaky");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void without_a_retry_one_failure_is_enough(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<Order> run = site.open().start(flaky(site, 1, Retry.NEVER), new Order("x", 0), "1");

      assertThat(site.failure(run).why()).contains("flaky failed", "IllegalStateException: down");
      assertThat(site.did).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void attempts_used_up_the_run_fails_with_the_last_error(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<Order> run =
          site.open().start(flaky(site, 100, Retry.exponential(4)), new Order("x", 0), "1");

      assertThat(site.failure(run).state()).isEqualTo(RunState.FAILED);
      assertThat(site.did).hasSize(4);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_error_that_no_retry_can_help_skips_the_attempts_left(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .step(
                  "refused",
                  (Order order) -> {
                    site.did("tried");
                    if (order.amount() == 0) {
                      throw new PermanentException("the account is closed", null);
                    }
                    return order;
                  })
              .retry(Retry.exponential(10))
              .build();

      Run<Order> run = site.open().start(saga, new Order("x", 0), "1");

      assertThat(site.failure(run).why()).contains("the account is closed");
      assertThat(site.did).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void waits_are_exponential_with_full_jitter_and_capped(Store store, @TempDir Path dir) {
    List<Instant> tried = new CopyOnWriteArrayList<>();
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .step(
                  "flaky",
                  (Order order) -> {
                    tried.add(site.world().instant());
                    if (tried.size() < 9) {
                      throw new IllegalStateException("down");
                    }
                    return order;
                  })
              .retry(Retry.exponential(9, Duration.ofMillis(100), Duration.ofSeconds(1)))
              .build();
      site.open().start(saga, new Order("x", 0), "1").await(SOON);
    }
    assertThat(tried).hasSize(9);
    long[] bounds = {100, 200, 400, 800, 1000, 1000, 1000, 1000};
    for (int i = 0; i < bounds.length; i++) {
      assertThat(Duration.between(tried.get(i), tried.get(i + 1)).toMillis())
          .as("wait " + (i + 1))
          .isBetween(0L, bounds[i]);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void attempt_count_and_next_time_survive_a_close_and_a_crash(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Retry hourly = Retry.exponential(3, Duration.ofHours(2), Duration.ofHours(2));
      Saga<Order, Order> saga = flaky(site, 100, hourly);
      Run<Order> run = site.open(saga).start(saga, new Order("x", 0), "1");
      RunStatus waiting = site.status(run);
      assertThat(waiting.state()).isEqualTo(RunState.WAITING);
      assertThat(waiting.why()).contains("retry after", "down");
      site.close(site.aios());

      Run<Object> second = site.open(saga).runs().get(run.id());
      assertThat(site.status(second).until()).isEqualTo(waiting.until());
      assertThat(site.did).hasSize(1);
      site.world().advanceTo(waiting.until());
      assertThat(site.did).hasSize(2);
      site.settle();
      Instant third = second.status().until();
      site.crash();

      Run<Object> last = site.open(saga).runs().get(run.id());
      assertThat(site.status(last).until())
          .satisfiesAnyOf(
              same -> assertThat(same).isEqualTo(third), none -> assertThat(none).isNull());
      site.pass(Duration.ofHours(3));
      assertThat(site.state(last)).isEqualTo(RunState.FAILED);
      assertThat(site.did).containsExactly("1 sell/1:flaky", "2 sell/1:flaky", "3 sell/1:flaky");
    }
  }

  private static Saga<Order, Order> slowOnce(Site site, boolean idempotent) {
    AtomicInteger calls = new AtomicInteger();
    var step =
        Saga.named("sell", 1, Order.class)
            .step(
                "slow",
                (Order order, dev.aios.api.effect.EffectCall call) -> {
                  site.did("try " + call.attempt());
                  assertThat(call.deadline()).isNotNull();
                  if (calls.incrementAndGet() == 1) {
                    site.world().sleep(Duration.ofMinutes(10));
                  }
                  return order.plus(call.attempt());
                })
            .timeout(Duration.ofMinutes(1))
            .retry(Retry.exponential(3));
    return (idempotent ? step.idempotent() : step).build();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_idempotent_step_whose_time_is_up_is_tried_again(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<Order> run = site.open().start(slowOnce(site, true), new Order("x", 0), "1");

      assertThat(run.await(SOON).amount()).isEqualTo(2);
      assertThat(site.did).containsExactly("try 1", "try 2");
      assertThat(run.history())
          .anySatisfy(one -> assertThat(one.summary()).contains("timed out after PT1M"));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void any_other_step_whose_time_is_up_is_in_doubt(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<Order> run = site.open().start(slowOnce(site, false), new Order("x", 0), "1");
      site.pass(Duration.ofMinutes(2));

      InboxItem item = site.item();
      assertThat(item.kind()).isEqualTo(InboxItem.Kind.IN_DOUBT);
      assertThat(item.title()).contains("timed out", "sell/1:slow");
      assertThat(site.did).containsExactly("try 1");
      site.aios().inbox().decide(item, new Verdict.DidNotHappen(), "ann");
      assertThat(run.await(SOON).amount()).isEqualTo(2);
      assertThat(site.did).containsExactly("try 1", "try 2");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_agent_whose_time_is_up_is_run_again(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      AtomicInteger calls = new AtomicInteger();
      dev.aios.api.agent.Agent<Order, Order> agent =
          dev.aios.api.agent.Agent.of(
              "thinker",
              (order, context) -> {
                site.did("think " + context.attempt());
                if (calls.incrementAndGet() == 1) {
                  site.world().sleep(Duration.ofMinutes(10));
                }
                return order.plus(1);
              });
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .step("think", agent)
              .timeout(Duration.ofMinutes(1))
              .retry(Retry.exponential(2))
              .build();

      assertThat(site.open().start(saga, new Order("x", 0), "1").await(SOON).amount()).isEqualTo(1);
      assertThat(site.did).containsExactly("think 1", "think 2");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_idempotent_step_that_may_have_happened_before_it_failed_for_good_is_asked_about(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      AtomicInteger calls = new AtomicInteger();
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .step(
                  "charge",
                  (Order order) -> {
                    if (calls.incrementAndGet() == 1) {
                      site.world().sleep(Duration.ofMinutes(10));
                    }
                    throw new IllegalStateException("down");
                  })
              .idempotent()
              .timeout(Duration.ofMinutes(1))
              .retry(Retry.exponential(2))
              .undo(nothing -> site.did("refund " + nothing))
              .map("end", nothing -> new Order("y", 1))
              .build();
      Run<Order> run = site.open().start(saga, new Order("x", 0), "1");
      site.pass(Duration.ofMinutes(5));

      assertThat(site.state(run)).isEqualTo(RunState.COMPENSATING);
      site.aios().inbox().decide(site.item(), new Verdict.Happened(new Order("z", 1)), "ann");

      assertThat(site.failure(run).state()).isEqualTo(RunState.COMPENSATED);
      assertThat(site.did).containsExactly("refund Order[item=z, amount=1]");
    }
  }
}

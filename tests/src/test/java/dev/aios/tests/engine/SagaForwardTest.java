package dev.aios.tests.engine;

import static dev.aios.tests.engine.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.agent.Agent;
import dev.aios.api.agent.Proposal;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunState;
import dev.aios.api.saga.Flow;
import dev.aios.api.saga.Saga;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kind of node, where nothing goes wrong. */
class SagaForwardTest {
  @ParameterizedTest
  @EnumSource(Store.class)
  void steps_hand_their_outcome_to_the_next_and_the_last_is_the_result(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Agent<Order, Integer> pricer = Agent.of("pricer", (order, context) -> order.amount() * 3);
      Saga<Order, String> saga =
          Saga.named("sell", 1, Order.class)
              .then(site.adding("pack", 1))
              .step("price", pricer)
              .map("round", price -> price / 2 * 2)
              .step("send", (price, call) -> "sent for " + price + " by " + call.idempotencyKey())
              .build();

      Run<String> run = site.open().start(saga, new Order("lamp", 4), "o/1");

      assertThat(run.await(SOON)).isEqualTo("sent for 14 by sell/o/1:send");
      assertThat(run.result()).contains("sent for 14 by sell/o/1:send");
      assertThat(site.history(run))
          .containsExactly(
              "run.started",
              "step.completed pack",
              "step.completed price",
              "step.completed round",
              "step.completed send",
              "run.ended");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_branch_takes_the_first_case_that_holds(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .<Order>branch(
                  "size",
                  on ->
                      on.when("large", order -> order.amount() > 10, site.adding("call", 100))
                          .when("medium", order -> order.amount() > 5, site.adding("mail", 50))
                          .otherwise(site.adding("drop", 0)))
              .then(site.adding("end", 1))
              .build();
      var aios = site.open();

      assertThat(aios.start(saga, new Order("a", 20), "1").await(SOON).amount()).isEqualTo(121);
      assertThat(aios.start(saga, new Order("a", 7), "2").await(SOON).amount()).isEqualTo(58);
      assertThat(aios.start(saga, new Order("a", 1), "3").await(SOON).amount()).isEqualTo(2);
      assertThat(site.did).containsExactly("call", "end", "mail", "end", "drop", "end");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_branch_without_a_case_that_holds_fails_the_run(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .<Order>branch(
                  "size", on -> on.when("large", o -> o.amount() > 9, site.adding("call", 1)))
              .build();

      Run<Order> run = site.open().start(saga, new Order("a", 1), "1");

      assertThat(site.failure(run).state()).isEqualTo(RunState.FAILED);
      assertThat(run.status().why()).contains("size", "no case");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void lanes_of_a_parallel_run_at_once_and_all_are_waited_for(Store store, @TempDir Path dir) {
    CountDownLatch both = new CountDownLatch(2);
    try (Site site = new Site(store, dir)) {
      Flow<Order, Integer> meets =
          f ->
              f.step(
                  "meet",
                  (Order order) -> {
                    both.countDown();
                    return both.await(20, TimeUnit.SECONDS) ? order.amount() : -1;
                  });
      Flow<Order, String> also =
          f ->
              f.step(
                  "also",
                  (Order order) -> {
                    both.countDown();
                    return both.await(20, TimeUnit.SECONDS) ? order.item() : "alone";
                  });
      Saga<Order, String> saga =
          Saga.named("sell", 1, Order.class)
              .parallel("pair", meets, also, (Integer n, String item) -> n + " " + item)
              .build();

      assertThat(site.open().start(saga, new Order("lamp", 4), "1").await(SOON))
          .isEqualTo("4 lamp");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void results_of_many_lanes_come_in_the_lanes_order(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Flow<Order, Order> slow = f -> f.sleep("nap", Duration.ofHours(1)).then(site.adding("a", 1));
      Saga<Order, List<Order>> saga =
          Saga.named("sell", 1, Order.class)
              .parallelAll("three", List.of(slow, site.adding("b", 2), site.adding("c", 3)))
              .build();

      List<Order> result =
          site.open().start(saga, new Order("x", 0), "1").await(Duration.ofHours(2));

      assertThat(result).extracting(Order::amount).containsExactly(1, 2, 3);
      assertThat(site.did.get(2)).isEqualTo("a");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_loop_repeats_until_done_each_iteration_on_the_value_before(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .repeatUntil("grow", order -> order.amount() >= 5, 10, site.adding("more", 2))
              .build();

      Run<Order> run = site.open().start(saga, new Order("x", 0), "1");

      assertThat(run.await(SOON).amount()).isEqualTo(6);
      assertThat(site.history(run))
          .contains("step.completed more#1", "step.completed more#2", "step.completed more#3")
          .doesNotContain("step.completed more#4");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_loop_that_is_not_done_in_its_iterations_fails_the_run(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .repeatUntil("grow", order -> false, 3, site.adding("more", 2))
              .build();

      Run<Order> run = site.open().start(saga, new Order("x", 0), "1");

      assertThat(site.failure(run).why()).contains("grow", "not done after 3 iterations");
      assertThat(site.did).hasSize(3);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void loops_nest_and_count_their_own_iterations(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .repeatUntil(
                  "outer",
                  order -> order.amount() >= 40,
                  10,
                  f ->
                      f.then(site.adding("begin", 10))
                          .repeatUntil(
                              "inner", order -> order.amount() % 10 >= 2, 5, site.adding("in", 1)))
              .build();

      // 10 11 12, 22 23, 33 34, 44 45
      assertThat(site.open().start(saga, new Order("x", 0), "1").await(SOON).amount())
          .isEqualTo(45);
      assertThat(site.did)
          .containsExactly("begin", "in", "in", "begin", "in", "begin", "in", "begin", "in");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_long_loop_of_pure_steps_ends_and_takes_other_runs_along(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .repeatUntil(
                  "count",
                  order -> order.amount() == 2_000,
                  10_000,
                  f -> f.map("one", o -> o.plus(1)))
              .build();

      assertThat(site.open().start(saga, new Order("x", 0), "1").await(SOON).amount())
          .isEqualTo(2_000);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_sleep_takes_its_time_and_shows_until_when(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .sleep("cool", order -> Duration.ofHours(order.amount()))
              .then(site.adding("end", 1))
              .build();
      Run<Order> run = site.open().start(saga, new Order("x", 3), "1");

      assertThat(site.state(run)).isEqualTo(RunState.WAITING);
      assertThat(run.status().until()).isEqualTo(site.world().instant().plus(Duration.ofHours(3)));
      assertThat(run.status().at()).containsExactly("cool");
      site.pass(Duration.ofHours(3).minusSeconds(1));
      assertThat(site.did).isEmpty();
      site.pass(Duration.ofSeconds(2));
      assertThat(site.state(run)).isEqualTo(RunState.COMPLETED);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_sleep_goes_on_over_a_restart_and_is_not_begun_anew(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .sleep("cool", Duration.ofHours(3))
              .then(site.adding("end", 1))
              .build();
      var first = site.open(saga);
      Run<Order> run = first.start(saga, new Order("x", 3), "1");
      site.pass(Duration.ofHours(2));
      site.close(first);

      var again = site.open(saga).runs().get(run.id());
      site.pass(Duration.ofHours(1));
      assertThat(site.state(again)).isEqualTo(RunState.COMPLETED);
      assertThat(site.did).containsExactly("end");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_fail_ends_the_run_with_its_reason(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .<Order>fail("stop", order -> "no more " + order.item())
              .build();

      Run<Order> run = site.open().start(saga, new Order("lamps", 3), "1");

      assertThat(site.failure(run).state()).isEqualTo(RunState.FAILED);
      assertThat(run.status().why()).contains("stop", "no more lamps");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_step_may_give_nothing(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Void> saga =
          Saga.named("sell", 1, Order.class)
              .step(
                  "gone",
                  (Order order) -> {
                    site.did("gone");
                    return (Void) null;
                  })
              .build();

      Run<Void> run = site.open().start(saga, new Order("x", 3), "1");

      assertThat(run.await(SOON)).isNull();
      assertThat(site.state(run)).isEqualTo(RunState.COMPLETED);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_gate_that_need_not_ask_passes_and_judges_the_last_proposal(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Agent<Order, Order> sure =
          Agent.proposing("sure", (order, context) -> Proposal.of(order, order.amount() / 10.0));
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .step("judge", sure)
              .approve("look", proposal -> proposal.confidence() < 0.5)
              .then(site.adding("end", 0))
              .build();
      var aios = site.open();

      assertThat(site.state(aios.start(saga, new Order("x", 9), "1")))
          .isEqualTo(RunState.COMPLETED);
      assertThat(aios.inbox().open()).isEmpty();
      assertThat(site.state(aios.start(saga, new Order("x", 2), "2"))).isEqualTo(RunState.WAITING);
      assertThat(site.item().confidence()).isEqualTo(0.2);
    }
  }
}

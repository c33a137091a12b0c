package dev.aios.tests.engine;

import static dev.aios.tests.engine.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.agent.Agent;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunState;
import dev.aios.api.saga.Flow;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Retry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is done is taken back, in reverse order. */
class CompensationTest {
  private static final Retry QUICKLY =
      Retry.exponential(3, Duration.ofSeconds(1), Duration.ofSeconds(2));

  @ParameterizedTest
  @EnumSource(Store.class)
  void done_steps_are_undone_in_reverse_order_each_once(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .then(site.undoable("a"))
              .then(site.adding("plain", 1))
              .then(site.undoable("b"))
              .then(site.undoable("c"))
              .then(site.failing("bad"))
              .build();

      Run<Order> run = site.open().start(saga, new Order("x", 1), "1");

      assertThat(site.failure(run).state()).isEqualTo(RunState.COMPENSATED);
      assertThat(run.status().why()).contains("bad failed", "bad does not work");
      assertThat(site.did).containsExactly("a", "plain", "b", "c", "undo c", "undo b", "undo a");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_failure_with_nothing_to_undo_is_failed(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .then(site.adding("plain", 1))
              .then(site.failing("bad"))
              .build();

      assertThat(site.failure(site.open().start(saga, new Order("x", 1), "1")).state())
          .isEqualTo(RunState.FAILED);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_undo_is_given_the_outcome_and_one_key_for_all_its_attempts(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      AtomicInteger failures = new AtomicInteger(2);
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .step("a", (Order order) -> order.plus(41))
              .undo(
                  (Order order, dev.aios.api.effect.EffectCall call) -> {
                    site.did(
                        "undo "
                            + order.amount()
                            + " "
                            + call.idempotencyKey()
                            + " "
                            + call.attempt());
                    if (failures.getAndDecrement() > 0) {
                      throw new IllegalStateException("not yet");
                    }
                  },
                  QUICKLY)
              .then(site.failing("bad"))
              .build();

      Run<Order> run = site.open().start(saga, new Order("x", 1), "1");

      assertThat(site.failure(run).state()).isEqualTo(RunState.COMPENSATED);
      assertThat(site.did)
          .containsExactly(
              "undo 42 sell/1:a~undo 1", "undo 42 sell/1:a~undo 2", "undo 42 sell/1:a~undo 3");
    }
  }

  private static Saga<Order, Order> stuckAt(Site site, AtomicInteger failures) {
    return Saga.named("sell", 1, Order.class)
        .then(site.undoable("a"))
        .step(
            "b",
            (Order order) -> {
              site.did("b");
              return order;
            })
        .undo(
            (Order order, dev.aios.api.effect.EffectCall call) -> {
              if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("the bank is closed");
              }
              site.did("undo b");
            },
            QUICKLY)
        .then(site.failing("bad"))
        .build();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_undo_that_fails_for_good_leaves_the_run_stuck_and_asks(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<Order> run =
          site.open().start(stuckAt(site, new AtomicInteger(100)), new Order("x", 1), "1");

      assertThat(site.failure(run).state()).isEqualTo(RunState.STUCK);
      assertThat(run.status().why()).contains("undo", "the bank is closed");
      assertThat(run.status().at()).containsExactly("b");
      InboxItem item = site.item();
      assertThat(item.kind()).isEqualTo(InboxItem.Kind.STUCK);
      assertThat(item.title()).contains("sell/1", "b", "the bank is closed");
      assertThat(site.did).containsExactly("a", "b");
      assertThat(site.aios().runs().list(RunState.STUCK, 10)).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_stuck_run_goes_on_when_the_undo_is_to_be_retried(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Run<Order> run =
          site.open().start(stuckAt(site, new AtomicInteger(4)), new Order("x", 1), "1");
      site.failure(run);

      site.aios().inbox().decide(site.item(), new Verdict.Retry(), "ann");

      assertThat(site.failure(run).state()).isEqualTo(RunState.COMPENSATED);
      assertThat(site.did).containsExactly("a", "b", "undo b", "undo a");
      assertThat(site.aios().inbox().open()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_stuck_run_goes_on_when_a_person_has_done_the_undo(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga = stuckAt(site, new AtomicInteger(100));
      Run<Order> run = site.open(saga).start(saga, new Order("x", 1), "1");
      site.failure(run);
      site.close(site.aios());

      Run<Object> again = site.open(saga).runs().get(run.id());
      assertThat(site.state(again)).isEqualTo(RunState.STUCK);
      site.aios().inbox().decide(site.item(), new Verdict.GiveUp("called the bank"), "ann");

      assertThat(site.failure(again).state()).isEqualTo(RunState.COMPENSATED);
      assertThat(site.did).containsExactly("a", "b", "undo a");
      assertThat(site.aios().runs().history(run.id()))
          .anySatisfy(one -> assertThat(one.summary()).contains("b", "undone", "ann"));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void every_iteration_of_a_loop_is_undone_the_last_first(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .repeatUntil(
                  "three",
                  order -> order.amount() == 3,
                  5,
                  f ->
                      f.step("a", (Order order) -> order.plus(1))
                          .undo((Order order) -> site.did("undo " + order.amount())))
              .then(site.failing("bad"))
              .build();

      site.failure(site.open().start(saga, new Order("x", 0), "1"));

      assertThat(site.did).containsExactly("undo 3", "undo 2", "undo 1");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_agents_step_is_undone_like_any_other(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Agent<Order, Order> agent = Agent.of("agent", (order, context) -> order.plus(1));
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .step("a", agent)
              .undo((Order order) -> site.did("undo a " + order.amount()))
              .then(site.failing("bad"))
              .build();

      site.failure(site.open().start(saga, new Order("x", 0), "1"));

      assertThat(site.did).containsExactly("undo a 1");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_failure_in_one_lane_stops_the_others_and_undoes_all(Store store, @TempDir Path dir)
      throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    try (Site site = new Site(store, dir)) {
      Flow<Order, Order> left = f -> f.then(site.undoable("a")).then(site.undoable("b"));
      Flow<Order, Order> middle =
          f ->
              f.step(
                  "bad",
                  (Order order) -> {
                    begun.await();
                    Site.until(() -> site.did.contains("b"));
                    throw new IllegalStateException("bad does not work");
                  });
      Flow<Order, Order> right = site.blocking("slow", begun, never);
      Saga<Order, List<Order>> saga =
          Saga.named("sell", 1, Order.class)
              .parallelAll("all", List.of(left, middle, right))
              .build();

      Run<List<Order>> run = site.open().start(saga, new Order("x", 0), "1");

      assertThat(site.failure(run).state()).isEqualTo(RunState.COMPENSATED);
      assertThat(site.did).endsWith("undo b", "undo a").doesNotContain("slow");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_step_that_was_about_to_begin_when_its_sibling_failed_is_not_in_doubt(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Flow<Order, Order> pure =
          f ->
              f.map(
                  "bad",
                  order -> {
                    throw new IllegalStateException("bad does not work");
                  });
      Saga<Order, List<Order>> saga =
          Saga.named("sell", 1, Order.class)
              .parallelAll("all", List.of(site.undoable("a"), pure))
              .then(f -> f.map("end", order -> order))
              .build();

      Run<List<Order>> run = site.open().start(saga, new Order("x", 0), "1");

      assertThat(site.failure(run).state()).isEqualTo(RunState.FAILED);
      assertThat(site.did).isEmpty();
      assertThat(site.aios().inbox().open()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void the_first_lane_gives_the_value_and_the_losers_are_undone(Store store, @TempDir Path dir) {
    CountDownLatch never = new CountDownLatch(1);
    try (Site site = new Site(store, dir)) {
      CountDownLatch begun = new CountDownLatch(1);
      Flow<Order, Order> slow =
          f -> f.then(site.undoable("a")).then(site.blocking("slow", begun, never));
      Flow<Order, Order> fast =
          f ->
              f.step(
                  "fast",
                  (Order order) -> {
                    begun.await();
                    return order.plus(100);
                  });
      Flow<Order, Order> asleep = f -> f.sleep("nap", Duration.ofHours(1)).then(site.undoable("b"));
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .parallelFirst("race", List.of(slow, fast, asleep))
              .then(site.adding("end", 1))
              .build();

      Run<Order> run = site.open().start(saga, new Order("x", 0), "1");

      assertThat(run.await(SOON).amount()).isEqualTo(101);
      assertThat(site.did).containsExactly("a", "begin slow", "undo a", "end");
      assertThat(site.aios().inbox().open()).isEmpty();
      site.pass(Duration.ofHours(2));
      assertThat(site.did).doesNotContain("b");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_first_of_whose_lanes_all_fail_fails_the_run(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .then(site.undoable("before"))
              .<Order>parallelFirst(
                  "race",
                  List.of(
                      f -> f.then(site.undoable("a")).then(site.failing("bad1")),
                      site.failing("bad2")))
              .then(site.adding("end", 1))
              .build();

      Run<Order> run = site.open().start(saga, new Order("x", 0), "1");

      assertThat(site.failure(run).state()).isEqualTo(RunState.COMPENSATED);
      assertThat(run.status().why()).contains("race", "every lane failed");
      assertThat(site.did).containsExactly("before", "a", "undo a", "undo before");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void one_failing_lane_of_a_first_of_does_not_fail_it(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .<Order>parallelFirst(
                  "race",
                  List.of(
                      f -> f.then(site.undoable("a")).then(site.failing("bad")),
                      f -> f.sleep("nap", Duration.ofSeconds(9)).then(site.adding("b", 10))))
              .then(site.adding("end", 1))
              .build();

      Run<Order> run = site.open().start(saga, new Order("x", 0), "1");

      assertThat(run.await(SOON).amount()).isEqualTo(11);
      assertThat(site.did).containsExactly("a", "b", "undo a", "end");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_undo_deferred_by_a_policy_waits_instead_of_getting_stuck(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      AtomicReference<java.time.Instant> until = new AtomicReference<>();
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .then(site.undoable("a"))
              .then(site.failing("bad"))
              .build();
      var aios =
          site.open(
              builder ->
                  builder.policy(
                      dev.aios.api.policy.Policy.of(
                          "not-now",
                          request ->
                              request.name().endsWith("~undo")
                                      && site.world().instant().isBefore(until.get())
                                  ? new dev.aios.api.policy.Decision.Defer(
                                      until.get(), "the shop is closed")
                                  : dev.aios.api.policy.Decision.ALLOW)));
      until.set(site.world().instant().plus(Duration.ofHours(1)));

      Run<Order> run = aios.start(saga, new Order("x", 0), "1");

      assertThat(site.state(run)).isEqualTo(RunState.COMPENSATING);
      assertThat(run.status().why()).contains("the shop is closed");
      assertThat(site.did).containsExactly("a");
      site.pass(Duration.ofMinutes(61));
      assertThat(site.state(run)).isEqualTo(RunState.COMPENSATED);
      assertThat(site.did).containsExactly("a", "undo a");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_undo_interrupted_by_a_crash_is_tried_again_under_its_key(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .then(site.undoable("a"))
              .then(site.undoable("b"))
              .then(site.failing("bad"))
              .build();
      site.open(saga);
      site.journal()
          .dieAfter(write -> write.records().stream().anyMatch(r -> r.kind().equals("undo.begun")));
      Run<Order> run = site.aios().start(saga, new Order("x", 0), "1");
      site.settle();
      assertThat(site.journal().isDead()).isTrue();
      site.crash();

      Run<Object> again = site.open(saga).runs().get(run.id());

      assertThat(site.failure(again).state()).isEqualTo(RunState.COMPENSATED);
      assertThat(site.did).containsExactly("a", "b", "undo b", "undo a");
    }
  }
}

package dev.aios.tests.engine;

import static dev.aios.tests.engine.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.ClosedException;
import dev.aios.api.StorageException;
import dev.aios.api.agent.Agent;
import dev.aios.api.effect.Effect;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunState;
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

/** What a close, a crash and a failing store leave, and how it goes on. */
class ResumeTest {
  private static Saga<Order, Order> idempotent(Site site) {
    Agent<Order, Order> agent =
        Agent.of(
            "agent",
            (order, context) ->
                context
                    .effects()
                    .perform(
                        Effect.named("inner", order)
                            .idempotent()
                            .by(
                                (request, call) -> {
                                  site.did(call.idempotencyKey());
                                  return request.plus(1);
                                })));
    return Saga.named("sell", 1, Order.class)
        .step(
            "a",
            (Order order, dev.aios.api.effect.EffectCall call) -> {
              site.did(call.idempotencyKey());
              return order.plus(1);
            })
        .idempotent()
        .<Order, Order, Order>parallel(
            "pair",
            f -> f.step("left", agent),
            f ->
                f.repeatUntil(
                    "turns",
                    order -> order.amount() >= 3,
                    5,
                    g ->
                        g.sleep("nap", Duration.ofSeconds(1))
                            .step(
                                "right",
                                (Order order, dev.aios.api.effect.EffectCall call) -> {
                                  site.did(call.idempotencyKey());
                                  return order.plus(1);
                                })
                            .idempotent()),
            (l, r) -> l.plus(r.amount()))
        .map("end", order -> order)
        .build();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_run_is_carried_over_a_crash_behind_each_of_its_writes(Store store, @TempDir Path dir) {
    int writes = 0;
    for (int crashAt = 1; crashAt <= 100 && writes == 0; crashAt++) {
      try (Site site = new Site(store, dir.resolve("at" + crashAt))) {
        dir.resolve("at" + crashAt).toFile().mkdir();
        Saga<Order, Order> saga = idempotent(site);
        site.open(saga);
        AtomicInteger left = new AtomicInteger(crashAt);
        site.journal()
            .dieAfter(
                write ->
                    write.rows().stream().anyMatch(row -> row.table().equals("run"))
                        && left.decrementAndGet() == 0);
        String key = "1";
        try {
          Run<Order> run = site.aios().start(saga, new Order("x", 0), key);
          assertThat(site.world().advanceUntil(() -> done(site, run), SOON)).isTrue();
        } catch (StorageException | ClosedException e) {
          // it died behind the very first write
          assertThat(crashAt).isEqualTo(1);
        }
        if (!site.journal().isDead()) {
          writes = crashAt - 1;
          continue;
        }
        site.crash();
        var aios = site.open(saga);
        Run<Order> again = aios.start(saga, new Order("x", 0), key);

        assertThat(again.await(SOON).amount()).as("crash behind write " + crashAt).isEqualTo(5);
        assertThat(List.copyOf(site.did).stream().distinct())
            .containsExactlyInAnyOrder(
                "sell/1:a", "sell/1:left:inner", "sell/1:right#1", "sell/1:right#2");
      }
    }
    assertThat(writes).isGreaterThan(5);
  }

  private static boolean done(Site site, Run<?> run) {
    return site.journal().isDead() || run.status().state().isFinal();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_close_lets_the_step_under_way_finish_and_the_next_waits_for_the_next_open(
      Store store, @TempDir Path dir) throws Exception {
    try (Site site = new Site(store, dir)) {
      CountDownLatch begun = new CountDownLatch(1);
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .step(
                  "slow",
                  (Order order) -> {
                    begun.countDown();
                    site.world().sleep(Duration.ofSeconds(5));
                    site.did("slow");
                    return order.plus(1);
                  })
              .then(site.adding("next", 1))
              .build();
      Run<Order> run = site.open(saga).start(saga, new Order("x", 0), "1");
      begun.await();
      site.close(site.aios());
      assertThat(site.did).containsExactly("slow");

      assertThat(site.open(saga).runs().get(run.id()).await(SOON)).isEqualTo(new Order("x", 2));
      assertThat(site.did).containsExactly("slow", "next");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_close_interrupts_an_idempotent_step_after_its_grace_and_it_is_tried_again(
      Store store, @TempDir Path dir) throws Exception {
    try (Site site = new Site(store, dir)) {
      site.grace(Duration.ZERO);
      CountDownLatch begun = new CountDownLatch(1);
      AtomicInteger calls = new AtomicInteger();
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .step(
                  "slow",
                  (Order order) -> {
                    begun.countDown();
                    if (calls.incrementAndGet() == 1) {
                      new CountDownLatch(1).await();
                    }
                    return order.plus(1);
                  })
              .idempotent()
              .build();
      Run<Order> run = site.open(saga).start(saga, new Order("x", 0), "1");
      begun.await();
      site.close(site.aios());

      assertThat(site.open(saga).runs().get(run.id()).await(SOON)).isEqualTo(new Order("x", 1));
      assertThat(calls).hasValue(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void whoever_waits_for_a_run_is_told_of_the_close(Store store, @TempDir Path dir)
      throws Exception {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .await("never", String.class, (Order order, String text) -> order)
              .build();
      var aios = site.open();
      Run<Order> run = aios.start(saga, new Order("x", 0), "1");
      site.settle();
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread waiter =
          new Thread(
              () -> {
                try {
                  run.await(Duration.ofDays(365));
                } catch (RuntimeException e) {
                  thrown.set(e);
                }
              });
      waiter.start();
      site.pass(Duration.ofSeconds(1));
      aios.close();
      waiter.join(10_000);
      site.close(aios);

      assertThat(thrown.get()).isInstanceOf(ClosedException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void closing_twice_changes_nothing(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      var aios = site.open();
      site.close(aios);
      aios.close();
      site.open();
      assertThat(site.aios().runs().list(null, 1)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_store_that_cannot_be_written_for_a_while_loses_no_outcome(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .then(site.adding("a", 1))
              .then(site.adding("b", 1))
              .build();
      site.open();
      AtomicInteger refused = new AtomicInteger();
      site.journal()
          .failAt(
              write ->
                  write.records().stream().anyMatch(r -> r.kind().equals("step.completed"))
                      && refused.incrementAndGet() <= 5);

      Run<Order> run = site.aios().start(saga, new Order("x", 0), "1");

      assertThat(run.await(SOON).amount()).isEqualTo(2);
      assertThat(refused.get()).isGreaterThan(5);
      assertThat(site.did).containsExactly("a", "b");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_store_that_cannot_be_read_for_a_while_fails_no_run(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .then(site.undoable("a"))
              .step(
                  "b",
                  (Order order) -> {
                    site.journal().unreadable(true);
                    return order;
                  })
              .await("go", String.class, (Order order, String text) -> order)
              .then(site.adding("end", 1))
              .build();
      Run<Order> run = site.open().start(saga, new Order("x", 0), "1");
      site.settle();
      site.pass(Duration.ofSeconds(30));
      site.journal().unreadable(false);
      site.pass(Duration.ofSeconds(10));

      assertThat(site.state(run)).isEqualTo(RunState.WAITING);
      run.signal("go", "on");
      assertThat(run.await(SOON).amount()).isEqualTo(2);
      assertThat(site.did).containsExactly("a", "end");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_node_that_lost_its_lease_stops_and_goes_on_once_it_has_it_again(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      AtomicInteger calls = new AtomicInteger();
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .step(
                  "slow",
                  (Order order) -> {
                    if (calls.incrementAndGet() == 1) {
                      try {
                        site.world().sleep(Duration.ofHours(3));
                      } catch (InterruptedException e) {
                        site.did("interrupted");
                        throw e;
                      }
                    }
                    return order.plus(1);
                  })
              .idempotent()
              .then(site.adding("end", 1))
              .build();
      Run<Order> run = site.open(saga).start(saga, new Order("x", 0), "1");
      site.settle();
      site.journal()
          .failAt(write -> write.rows().stream().anyMatch(row -> row.table().equals("node")));
      site.pass(Duration.ofMinutes(40));
      assertThat(site.did).containsExactly("interrupted");
      assertThat(run.status().state()).isEqualTo(RunState.RUNNING);
      site.journal().failAt(write -> false);
      site.pass(Duration.ofMinutes(10));

      assertThat(site.state(run)).isEqualTo(RunState.COMPLETED);
      assertThat(run.result()).contains(new Order("x", 2));
      assertThat(site.did).containsExactly("interrupted", "end");
    }
  }

  /** A value that can be written but not read back. */
  record Poison(String text) {
    static boolean deadly;

    Poison {
      if (deadly) {
        throw new IllegalStateException("poisoned");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_payload_that_cannot_be_read_parks_its_run_and_the_rest_goes_on(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Poison> saga =
          Saga.named("sell", 1, Order.class)
              .then(site.undoable("a"))
              .map("b", order -> new Poison("p"))
              .sleep("nap", Duration.ofMinutes(30))
              .map("c", poison -> poison)
              .build();
      Saga<Order, Order> healthy =
          Saga.named("healthy", 1, Order.class)
              .sleep("nap", Duration.ofMinutes(30))
              .then(site.adding("end", 1))
              .build();
      var first = site.open(saga, healthy);
      Run<Poison> run = first.start(saga, new Order("x", 0), "1");
      Run<Order> other = first.start(healthy, new Order("x", 0), "1");
      site.settle();
      site.close(first);
      Poison.deadly = true;
      try {
        var aios = site.open(saga, healthy);
        site.pass(Duration.ofMinutes(31));

        assertThat(site.state(aios.runs().get(other.id()))).isEqualTo(RunState.COMPLETED);
        var status = aios.runs().find(run.id()).orElseThrow();
        assertThat(status.state()).isEqualTo(RunState.WAITING);
        assertThat(status.why()).contains("Poison", "migrate");
        assertThat(site.did).doesNotContain("undo a");
        site.pass(Duration.ofMinutes(5));
        int records = aios.runs().history(run.id()).size();
        site.pass(Duration.ofMinutes(5));
        assertThat(aios.runs().history(run.id())).hasSize(records);

        Poison.deadly = false;
        aios.runs().migrate(run.id(), 1);
        assertThat(aios.runs().get(run.id()).await(SOON)).isEqualTo(new Poison("p"));
      } finally {
        Poison.deadly = false;
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void many_waiting_runs_are_all_taken_up_again(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .step(
                  "a",
                  (Order order) -> {
                    if (order.amount() % 7 == 0) {
                      throw new IllegalStateException("down");
                    }
                    return order;
                  })
              .retry(Retry.exponential(2, Duration.ofMinutes(3), Duration.ofMinutes(3)))
              .sleep("nap", order -> Duration.ofMinutes(order.amount() % 5))
              .map("end", order -> order)
              .build();
      var aios = site.open(saga);
      for (int i = 0; i < 300; i++) {
        aios.start(saga, new Order("x", i), "k" + i);
      }
      site.settle();
      site.crash();
      var again = site.open(saga);
      // the breaker lets two of those that fail try every half a minute
      site.pass(Duration.ofMinutes(25));

      assertThat(again.runs().list(RunState.COMPLETED, 1000)).hasSize(257);
      assertThat(again.runs().list(RunState.FAILED, 1000)).hasSize(43);
    }
  }
}

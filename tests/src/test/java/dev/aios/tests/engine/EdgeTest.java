package dev.aios.tests.engine;

import static dev.aios.tests.engine.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.agent.Agent;
import dev.aios.api.effect.Effect;
import dev.aios.api.effect.EffectCall;
import dev.aios.api.effect.Suspension;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.policy.Decision;
import dev.aios.api.policy.Policy;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunState;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Retry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where two things meet that seldom do. */
class EdgeTest {
  private static final Policy ASK =
      Policy.of(
          "ask",
          request ->
              request.name().startsWith("ask")
                  ? new Decision.RequireApproval("ann", "who knows")
                  : Decision.ALLOW);

  private static Effect<String, String> effect(Site site, String name) {
    return Effect.named(name, name)
        .by(
            (request, call) -> {
              site.did(request);
              return request;
            });
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_verdict_given_before_the_step_has_stood_down_counts(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      AtomicInteger turns = new AtomicInteger();
      Agent<Order, Order> agent =
          Agent.of(
              "agent",
              (order, context) -> {
                boolean first = turns.incrementAndGet() == 1;
                try {
                  context.effects().perform(effect(site, "ask"));
                } catch (Suspension suspension) {
                  if (first) {
                    // quicker than the runtime: decided while the step is still under way
                    site.aios().inbox().approve(site.aios().inbox().open().get(0), "ann");
                    Site.until(() -> site.aios().journal().rows(RowQuery.table("wake")).isEmpty());
                  }
                  throw suspension;
                }
                return order;
              });
      Saga<Order, Order> saga = Saga.named("sell", 1, Order.class).step("act", agent).build();

      Run<Order> run = site.open(b -> b.policy(ASK)).start(saga, new Order("x", 1), "1");

      assertThat(run.await(SOON)).isEqualTo(new Order("x", 1));
      assertThat(site.did).containsExactly("ask");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_agent_that_swallows_the_suspension_waits_all_the_same(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Agent<Order, Order> agent =
          Agent.of(
              "agent",
              (order, context) -> {
                try {
                  context.effects().perform(effect(site, "ask"));
                } catch (Throwable everything) {
                  return new Order("swallowed", 0);
                }
                return order;
              });
      Saga<Order, Order> saga = Saga.named("sell", 1, Order.class).step("act", agent).build();
      Run<Order> run = site.open(b -> b.policy(ASK)).start(saga, new Order("x", 1), "1");
      assertThat(site.state(run)).isEqualTo(RunState.WAITING);

      site.aios().inbox().approve(site.item(), "ann");

      assertThat(run.await(SOON)).isEqualTo(new Order("x", 1));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void effects_of_several_threads_of_an_agent_wait_for_several_people(
      Store store, @TempDir Path dir) {
    for (boolean forward : new boolean[] {true, false}) {
      Path own = dir.resolve("forward-" + forward);
      assertThat(own.toFile().mkdir()).isTrue();
      try (Site site = new Site(store, own)) {
        Agent<Order, Order> agent =
            Agent.of(
                "agent",
                (order, context) -> {
                  List<CompletableFuture<String>> all =
                      List.of("ask-1", "ask-2", "plain").stream()
                          .map(
                              name ->
                                  CompletableFuture.supplyAsync(
                                      () -> context.effects().perform(effect(site, name)),
                                      site.world().executor()))
                          .toList();
                  for (CompletableFuture<String> one : all) {
                    try {
                      one.join();
                    } catch (CompletionException e) {
                      if (e.getCause() instanceof Suspension suspension) {
                        throw suspension;
                      }
                      throw e;
                    }
                  }
                  return order;
                });
        Saga<Order, Order> saga = Saga.named("sell", 1, Order.class).step("act", agent).build();
        Run<Order> run = site.open(b -> b.policy(ASK)).start(saga, new Order("x", 1), "1");
        site.settle();
        List<InboxItem> items = site.aios().inbox().open();
        while (!items.isEmpty()) {
          site.aios().inbox().approve(items.get(forward ? 0 : items.size() - 1), "ann");
          site.settle();
          items = site.aios().inbox().open();
        }

        assertThat(run.await(SOON)).isEqualTo(new Order("x", 1));
        assertThat(site.did).containsExactlyInAnyOrder("ask-1", "ask-2", "plain");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void keys_of_effects_are_unique_whatever_the_runs_are_called(Store store, @TempDir Path dir) {
    Set<String> keys = new ConcurrentSkipListSet<>();
    AtomicInteger performed = new AtomicInteger();
    try (Site site = new Site(store, dir)) {
      Agent<Order, Order> agent =
          Agent.of(
              "agent",
              (order, context) -> {
                for (String name : List.of("b", "b:b", "c")) {
                  for (String key : List.of("", "b", "c")) {
                    context
                        .effects()
                        .perform(
                            Effect.named(name, "x")
                                .key(key)
                                .by(
                                    (request, call) -> {
                                      keys.add(call.idempotencyKey());
                                      performed.incrementAndGet();
                                      return "done";
                                    }));
                  }
                }
                return order;
              });
      Saga<Order, Order> saga =
          Saga.named("s", 1, Order.class).step("b", agent).step("c", agent).build();
      var aios = site.open();
      for (String key : List.of("k", "k:b", "k:", "k::b", "k:b:b", "k:c")) {
        aios.start(saga, new Order("x", 1), key).await(SOON);
      }
    }
    assertThat(keys).hasSize(performed.get()).contains("s/k:b:b");
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_long_loop_of_pure_steps_goes_on_after_a_crash_in_its_middle(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .repeatUntil(
                  "count",
                  order -> order.amount() == 1_000,
                  5_000,
                  f -> f.map("one", o -> o.plus(1)))
              .build();
      site.open(saga);
      AtomicInteger left = new AtomicInteger(3);
      site.journal()
          .dieAfter(
              write ->
                  write.records().stream().anyMatch(r -> r.kind().equals("loop.again"))
                      && left.decrementAndGet() == 0);
      Run<Order> run = site.aios().start(saga, new Order("x", 0), "1");
      site.settle();
      assertThat(site.journal().isDead()).isTrue();
      site.crash();

      assertThat(site.open(saga).runs().get(run.id()).await(SOON)).isEqualTo(new Order("x", 1_000));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_run_that_is_stuck_in_one_lane_finishes_the_work_of_the_other_first(
      Store store, @TempDir Path dir) throws InterruptedException {
    try (Site site = new Site(store, dir)) {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch released = new CountDownLatch(1);
      Saga<Order, List<Order>> saga =
          Saga.named("sell", 1, Order.class)
              .<Order>parallelAll(
                  "both",
                  List.of(
                      f ->
                          f.<Order>parallelFirst(
                              "race",
                              List.of(
                                  g ->
                                      g.step("loser", (Order o) -> o)
                                          .undo(
                                              (Order o, EffectCall call) -> {
                                                throw new IllegalStateException("no");
                                              },
                                              Retry.NEVER)
                                          .sleep("nap", Duration.ofDays(1)),
                                  g -> g.sleep("blink", Duration.ofSeconds(1)))),
                      site.blocking("slow", begun, released)))
              .build();
      var aios = site.open(saga);
      Run<List<Order>> run = aios.start(saga, new Order("x", 1), "1");
      begun.await();
      // the clock moves only while the world is idle, and a blocked step is work
      released.countDown();
      site.pass(Duration.ofSeconds(5));

      assertThat(site.state(run)).isEqualTo(RunState.STUCK);
      assertThat(site.did).containsExactly("begin slow", "slow");
      aios.inbox().decide(site.item(), new Verdict.GiveUp("by hand"), "ann");
      site.settle();
      assertThat(run.await(SOON)).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_run_whose_records_are_damaged_is_parked_and_the_rest_goes_on(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .sleep("nap", Duration.ofMinutes(20))
              .then(site.adding("end", 1))
              .build();
      var first = site.open(saga);
      for (String key : List.of("a", "damaged", "z")) {
        first.start(saga, new Order(key, 0), key);
      }
      site.settle();
      site.close(first);
      var aios = site.open(saga);
      site.journal().damage(stream -> stream.equals("run/sell/damaged"));
      site.pass(Duration.ofMinutes(21));

      assertThat(aios.runs().list(RunState.COMPLETED, 10))
          .extracting(status -> status.id().key())
          .containsExactlyInAnyOrder("a", "z");
      assertThat(aios.runs().list(RunState.WAITING, 10))
          .singleElement()
          .satisfies(status -> assertThat(status.why()).contains("cannot be read"));
      site.journal().damage(stream -> false);
      site.pass(Duration.ofMinutes(1));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void many_signals_to_parked_runs_do_not_starve_the_others(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> gone =
          Saga.named("a-gone", 1, Order.class)
              .await("go", String.class, (Order o, String s) -> o)
              .build();
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .await("go", String.class, (Order o, String s) -> o)
              .build();
      var first = site.open(gone, saga);
      for (int i = 0; i < 600; i++) {
        first.start(gone, new Order("x", i), "k" + i);
      }
      Run<Order> run = first.start(saga, new Order("x", 1), "1");
      site.settle();
      site.crash();
      var second = site.open(saga);
      for (int i = 0; i < 600; i++) {
        second.signal(new dev.aios.api.run.RunId("a-gone", "k" + i), "go", "on");
      }
      // the process ends between the signal's write and the run's look
      site.journal()
          .dieAfter(write -> write.rows().stream().anyMatch(r -> r.key().contains("sell/1")));
      try {
        second.runs().get(run.id()).signal("go", "on");
      } catch (dev.aios.api.AiosException e) {
        site.did("dead");
      }
      site.crash();
      var third = site.open(saga);
      site.pass(Duration.ofMinutes(1));

      assertThat(third.runs().get(run.id()).status().state()).isEqualTo(RunState.COMPLETED);
      assertThat(new TreeSet<>(site.did)).containsExactly("dead");
      third.register(gone);
      site.pass(Duration.ofMinutes(1));
      assertThat(third.runs().list(RunState.COMPLETED, 1000)).hasSize(601);
    }
  }
}

package dev.aios.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ConflictException;
import dev.aios.api.DeniedException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.StorageException;
import dev.aios.api.agent.Agent;
import dev.aios.api.batch.Batch;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.queue.WorkQueue;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunState;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Retry;
import dev.aios.api.value.Taint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Batches: tasks of many runs in one call, each answered once. */
class BatchTest {
  private static final AtomicInteger CRASHES = new AtomicInteger();

  /** Doubles amounts, and notes how many at once. */
  static Batch<Order, Order> doubling(Site site) {
    return Batch.<Order, Order>of(
            "doubling",
            (orders, context) -> {
              site.did("call of " + orders.size());
              return orders.stream().map(order -> order.plus(order.amount())).toList();
            })
        .upTo(4)
        .within(Duration.ofMinutes(5));
  }

  static Saga<Order, Order> asking(Batch<Order, Order> batch) {
    return Saga.named("ask", 1, Order.class).then(batch.as("double")).build();
  }

  static List<Run<Order>> ask(Site site, Saga<Order, Order> saga, int count) {
    List<Run<Order>> runs = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      runs.add(site.aios().start(saga, new Order("o", i), "k" + i));
    }
    return runs;
  }

  static void assertEmpty(Site site) {
    assertThat(site.aios().journal().rows(RowQuery.table("batch.task"))).isEmpty();
    assertThat(site.aios().journal().rows(RowQuery.table("batch.closed"))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_full_batch_is_one_call_and_each_caller_gets_its_answer(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Batch<Order, Order> batch = doubling(site);
      Saga<Order, Order> saga = asking(batch);
      site.open(saga);
      site.aios().batches().define(batch);
      List<Run<Order>> runs = ask(site, saga, 6);
      site.settle();

      assertThat(site.did).containsExactly("call of 4");
      assertThat(site.aios().batches().waiting("doubling")).isEqualTo(2);
      site.pass(Duration.ofMinutes(5));
      assertThat(site.did).containsExactly("call of 4", "call of 2");
      for (Run<Order> run : runs) {
        int amount = Integer.parseInt(run.id().key().substring(1));
        assertThat(run.result()).contains(new Order("o", 2 * amount));
      }
      assertEmpty(site);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_batch_whose_work_is_denied_fails_every_caller(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Batch<Order, Order> batch =
          Batch.<Order, Order>of(
                  "doubling",
                  (orders, context) -> {
                    throw new DeniedException("no calls today");
                  })
              .upTo(2);
      Saga<Order, Order> saga = asking(batch);
      site.open(saga);
      site.aios().batches().define(batch);
      List<Run<Order>> runs = ask(site, saga, 2);
      site.pass(Duration.ofHours(1));

      for (Run<Order> run : runs) {
        assertThat(run.status().state()).as(run.status().toString()).isEqualTo(RunState.FAILED);
        assertThat(run.status().why()).contains("batch doubling failed", "no calls today");
      }
      assertEmpty(site);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void an_answer_that_nobody_can_be_given_fails_its_batch_and_leaves_nobody_waiting(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Batch<Order, Order> batch =
          Batch.<Order, Order>of(
                  "doubling",
                  (orders, context) -> {
                    List<Order> answers = new ArrayList<>(orders);
                    answers.set(0, null);
                    return answers;
                  })
              .upTo(3)
              .retry(Retry.NEVER);
      Saga<Order, Order> saga = asking(batch);
      site.open(saga);
      site.aios().batches().define(batch);
      List<Run<Order>> runs = ask(site, saga, 3);
      site.pass(Duration.ofHours(1));

      for (Run<Order> run : runs) {
        assertThat(run.status().state()).as(run.status().toString()).isEqualTo(RunState.FAILED);
        assertThat(run.status().why()).contains("answer 1 is null");
      }
      assertEmpty(site);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void each_element_of_a_list_gets_its_own_answer(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Batch<Order, Order> batch = doubling(site);
      Saga<Order, List<Integer>> saga =
          Saga.named("ask", 1, Order.class)
              .<Order, Order, List<Integer>>mapEach(
                  "lines",
                  order ->
                      IntStream.rangeClosed(1, order.amount())
                          .mapToObj(n -> new Order("line", n))
                          .toList(),
                  12,
                  batch.as("double"),
                  (order, doubled) -> doubled.stream().map(Order::amount).toList())
              .build();
      site.open(saga);
      site.aios().batches().define(batch);
      Run<List<Integer>> run = site.aios().start(saga, new Order("o", 12), "1");
      site.pass(Duration.ofHours(1));

      assertThat(run.result())
          .contains(IntStream.rangeClosed(1, 12).map(n -> 2 * n).boxed().toList());
      assertEmpty(site);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_one_task_is_labelled_with_labels_the_call_and_every_answer(
      Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Batch<Order, Order> batch =
          Batch.<Order, Order>of(
                  "doubling",
                  (orders, context) -> {
                    site.did("call with " + context.taint().sources());
                    return orders;
                  })
              .upTo(2);
      Saga<Order, Order> saga =
          Saga.named("ask", 1, Order.class)
              .then(batch.as("double"))
              .step(
                  "look",
                  Agent.<Order, Order>of(
                      "looker",
                      (order, context) ->
                          site.did(order.item() + " with " + context.taint().sources(), order)))
              .build();
      site.open(saga);
      site.aios().batches().define(batch);
      site.aios()
          .start(
              saga,
              new Order("mail", 1),
              "1",
              StartOptions.NONE.tainted(Taint.of("mail from outside")));
      site.aios().start(saga, new Order("own", 2), "2");
      site.settle();

      assertThat(site.did)
          .containsExactlyInAnyOrder(
              "call with [mail from outside]",
              "mail with [mail from outside]",
              "own with [mail from outside]");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void tasks_wait_over_a_restart(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Batch<Order, Order> batch = doubling(site);
      Saga<Order, Order> saga = asking(batch);
      site.open(saga);
      site.aios().batches().define(batch);
      List<Run<Order>> runs = ask(site, saga, 3);
      site.settle();
      assertThat(site.did).isEmpty();
      site.crash();

      site.open(saga);
      site.aios().batches().define(batch);
      site.settle();
      assertThat(site.did).containsExactly("call of 3");
      assertThat(site.aios().runs().get(runs.get(0).id()).status().state())
          .isEqualTo(RunState.COMPLETED);
      assertEmpty(site);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void work_that_fails_is_tried_again_and_then_fails_its_callers(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Batch<Order, Order> batch =
          Batch.<Order, Order>of(
                  "failing",
                  (orders, context) -> {
                    site.did("try " + context.attempt());
                    throw new IllegalStateException("the model is down");
                  })
              .upTo(2)
              .retry(Retry.exponential(3));
      Saga<Order, Order> saga = asking(batch);
      site.open(saga);
      site.aios().batches().define(batch);
      List<Run<Order>> runs = ask(site, saga, 2);
      site.pass(Duration.ofMinutes(2));

      assertThat(site.did).containsExactly("try 1", "try 2", "try 3");
      assertThat(runs)
          .allSatisfy(
              run -> {
                assertThat(run.status().state()).isEqualTo(RunState.FAILED);
                assertThat(run.status().why()).contains("failing").contains("the model is down");
              });
      assertEmpty(site);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void answers_that_are_not_one_for_each_fail_at_once(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Batch<Order, Order> batch =
          Batch.<Order, Order>of("short", (orders, context) -> orders.subList(0, 1)).upTo(2);
      Saga<Order, Order> saga = asking(batch);
      site.open(saga);
      site.aios().batches().define(batch);
      List<Run<Order>> runs = ask(site, saga, 2);
      site.settle();
      assertThat(runs.get(0).status().why()).contains("1 answers to 2 tasks");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_caller_that_is_cancelled_does_not_hold_up_the_others(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Batch<Order, Order> batch = doubling(site).options(StartOptions.through("models"));
      Saga<Order, Order> saga = asking(batch);
      site.open(saga);
      site.aios().queues().define(WorkQueue.named("models"));
      site.aios().batches().define(batch);
      List<Run<Order>> runs = ask(site, saga, 3);
      site.settle();
      runs.get(1).cancel("not wanted");
      site.pass(Duration.ofMinutes(6));
      assertThat(runs.get(0).result()).contains(new Order("o", 2));
      assertThat(runs.get(1).status().state()).isEqualTo(RunState.CANCELLED);
      assertThat(runs.get(2).result()).contains(new Order("o", 6));
      assertEmpty(site);
    }
  }

  /** Wherever the process dies: every caller gets its answer, and no task is left. */
  @Property(tries = 30)
  void over_crashes_every_caller_is_answered(
      @ForAll @IntRange(min = 1, max = 9) int callers,
      @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 1, max = 40) Integer> deaths) {
    try (Site site = new Site(Store.MEMORY, Path.of("nowhere"))) {
      Batch<Order, Order> batch = doubling(site);
      Saga<Order, Order> saga = asking(batch);
      List<Integer> left = new ArrayList<>(deaths);
      int started = 0;
      for (int turn = 0; turn < 200; turn++) {
        try {
          if (!site.isOpen()) {
            site.open(saga);
            if (!left.isEmpty()) {
              AtomicInteger more = new AtomicInteger(left.remove(0));
              site.journal().dieAfter(write -> more.decrementAndGet() == 0);
            }
            site.aios().batches().define(batch);
          }
          for (; started < callers; started++) {
            site.aios().start(saga, new Order("o", started), "k" + started);
          }
          site.pass(Duration.ofMinutes(1));
        } catch (StorageException e) {
          assertThat(site.journal().isDead()).isTrue();
        }
        if (site.journal().isDead()) {
          CRASHES.incrementAndGet();
          site.crash();
        } else if (answered(site) == callers && noTaskIsLeft(site)) {
          break;
        }
      }
      site.journal().dieAfter(write -> false);
      assertThat(answered(site)).isEqualTo(callers);
      assertEmpty(site);
      for (int i = 0; i < callers; i++) {
        assertThat(site.aios().start(saga, new Order("o", i), "k" + i).result())
            .contains(new Order("o", 2 * i));
      }
    }
  }

  @AfterContainer
  static void processes_did_die() {
    assertThat(CRASHES.get()).as("simulated deaths over all tries").isGreaterThan(20);
  }

  private static int answered(Site site) {
    return (int)
        site.aios().runs().list(RunState.COMPLETED, 1_000).stream()
            .filter(run -> run.id().saga().equals("ask"))
            .count();
  }

  private static boolean noTaskIsLeft(Site site) {
    return site.aios().journal().rows(RowQuery.table("batch.task")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_makes_no_sense_is_refused(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      site.open();
      site.aios().batches().define(doubling(site));
      assertThatThrownBy(() -> site.aios().batches().define(doubling(site)))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("doubling");
      assertThatThrownBy(() -> doubling(site).upTo(0).within(Duration.ZERO))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("upTo 0");
    }
  }
}

package dev.aios.tests.engine;

import static dev.aios.tests.engine.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run can be cancelled wherever it stands. */
class CancelTest {
  private static Saga<Order, Order> behindUndoable(Site site, Flow<Order, Order> part) {
    return Saga.named("sell", 1, Order.class)
        .then(site.undoable("a"))
        .then(part)
        .then(site.adding("end", 1))
        .build();
  }

  private static void cancelledFrom(Site site, Run<Order> run, RunState state) {
    assertThat(site.state(run)).isEqualTo(state);
    run.cancel("no longer wanted");
    assertThat(site.failure(run).state()).isEqualTo(RunState.CANCELLED);
    assertThat(run.status().why()).contains("cancelled", "no longer wanted");
    assertThat(site.did).endsWith("undo a").doesNotContain("end");
    assertThat(site.aios().inbox().open()).isEmpty();
    assertThat(run.status().at()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void while_it_sleeps(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga = behindUndoable(site, f -> f.sleep("nap", Duration.ofDays(1)));
      cancelledFrom(site, site.open().start(saga, new Order("x", 1), "1"), RunState.WAITING);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void while_a_person_is_asked_and_the_item_lapses(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga = behindUndoable(site, f -> f.approve("look"));
      Run<Order> run = site.open().start(saga, new Order("x", 1), "1");
      InboxItem item = site.item();

      cancelledFrom(site, run, RunState.WAITING);

      assertThat(site.aios().inbox().find(item.id()).orElseThrow().state())
          .isEqualTo(InboxItem.State.LAPSED);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void while_it_awaits_a_signal(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          behindUndoable(site, f -> f.await("paid", Integer.class, (Order o, Integer n) -> o));
      cancelledFrom(site, site.open().start(saga, new Order("x", 1), "1"), RunState.WAITING);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void while_it_waits_for_a_retry(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Flow<Order, Order> flaky =
          f ->
              f.step(
                      "flaky",
                      (Order order) -> {
                        throw new IllegalStateException("down");
                      })
                  .retry(Retry.exponential(50, Duration.ofHours(1), Duration.ofHours(1)))
                  .map("same", nothing -> new Order("y", 1));
      Saga<Order, Order> saga = behindUndoable(site, flaky);
      cancelledFrom(site, site.open().start(saga, new Order("x", 1), "1"), RunState.WAITING);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void while_a_step_works_and_heeds_the_interrupt(Store store, @TempDir Path dir)
      throws InterruptedException {
    try (Site site = new Site(store, dir)) {
      CountDownLatch begun = new CountDownLatch(1);
      Saga<Order, Order> saga =
          behindUndoable(site, site.blocking("slow", begun, new CountDownLatch(1)));
      Run<Order> run = site.open().start(saga, new Order("x", 1), "1");
      begun.await();

      run.cancel("no longer wanted");

      assertThat(site.failure(run).state()).isEqualTo(RunState.CANCELLED);
      assertThat(site.did).containsExactly("a", "begin slow", "undo a");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void while_a_step_works_that_does_not_heed_it_and_is_undone_after(Store store, @TempDir Path dir)
      throws InterruptedException {
    try (Site site = new Site(store, dir)) {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch cancelled = new CountDownLatch(1);
      Flow<Order, Order> deaf =
          f ->
              f.step(
                      "deaf",
                      (Order order) -> {
                        begun.countDown();
                        while (true) {
                          try {
                            cancelled.await();
                            site.did("deaf");
                            return order;
                          } catch (InterruptedException e) {
                            site.did("interrupted");
                          }
                        }
                      })
                  .undo((Order order) -> site.did("undo deaf"));
      Saga<Order, Order> saga = behindUndoable(site, deaf);
      Run<Order> run = site.open().start(saga, new Order("x", 1), "1");
      begun.await();

      run.cancel("no longer wanted");
      Site.until(() -> site.did.contains("interrupted"));
      Site.until(() -> run.status().state() == RunState.COMPENSATING);
      cancelled.countDown();

      assertThat(site.failure(run).state()).isEqualTo(RunState.CANCELLED);
      assertThat(site.did).containsExactly("a", "interrupted", "deaf", "undo deaf", "undo a");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_step_interrupted_by_the_cancel_may_have_happened_so_a_person_is_asked(
      Store store, @TempDir Path dir) throws InterruptedException {
    try (Site site = new Site(store, dir)) {
      CountDownLatch begun = new CountDownLatch(1);
      Flow<Order, Order> charge =
          f ->
              f.step(
                      "charge",
                      (Order order) -> {
                        begun.countDown();
                        new CountDownLatch(1).await();
                        return order;
                      })
                  .undo((Order order) -> site.did("refund " + order.amount()));
      Saga<Order, Order> saga = behindUndoable(site, charge);
      Run<Order> run = site.open().start(saga, new Order("x", 1), "1");
      begun.await();

      run.cancel("no longer wanted");
      InboxItem item = site.item();
      assertThat(item.kind()).isEqualTo(InboxItem.Kind.IN_DOUBT);
      site.aios().inbox().decide(item, new Verdict.Happened(new Order("x", 7)), "ann");

      assertThat(site.failure(run).state()).isEqualTo(RunState.CANCELLED);
      assertThat(site.did).containsExactly("a", "refund 7", "undo a");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void in_a_loop_and_in_lanes_everything_is_undone(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Flow<Order, Order> part =
          f ->
              f.parallel(
                  "pair",
                  g -> g.then(site.undoable("left")).sleep("nap1", Duration.ofDays(1)),
                  g ->
                      g.repeatUntil(
                          "ever",
                          order -> false,
                          100,
                          h -> h.then(site.undoable("turn")).sleep("nap2", Duration.ofDays(1))),
                  (Order l, Order r) -> l);
      Saga<Order, Order> saga = behindUndoable(site, part);
      Run<Order> run = site.open().start(saga, new Order("x", 1), "1");
      site.pass(Duration.ofMinutes(1));

      cancelledFrom(site, run, RunState.WAITING);

      assertThat(site.did).hasSize(6).contains("undo left", "undo turn");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void while_it_compensates_changes_nothing(Store store, @TempDir Path dir) throws Exception {
    try (Site site = new Site(store, dir)) {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch released = new CountDownLatch(1);
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .step("a", (Order order) -> order)
              .undo(
                  (Order order) -> {
                    begun.countDown();
                    released.await();
                    site.did("undo a");
                  })
              .then(site.failing("bad"))
              .build();
      Run<Order> run = site.open().start(saga, new Order("x", 1), "1");
      begun.await();
      run.cancel("no longer wanted");
      released.countDown();

      assertThat(site.failure(run).state()).isEqualTo(RunState.COMPENSATED);
      assertThat(site.did).containsExactly("undo a");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void when_it_is_stuck_it_stays_stuck_until_a_person_decides(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class)
              .step("a", (Order order) -> order)
              .undo(
                  (Order order, dev.aios.api.effect.EffectCall call) -> {
                    throw new IllegalStateException("no");
                  },
                  Retry.NEVER)
              .then(site.failing("bad"))
              .build();
      Run<Order> run = site.open().start(saga, new Order("x", 1), "1");
      site.failure(run);
      run.cancel("no longer wanted");
      assertThat(site.state(run)).isEqualTo(RunState.STUCK);
      site.aios().inbox().decide(site.item(), new Verdict.GiveUp("by hand"), "ann");

      assertThat(site.failure(run).state()).isEqualTo(RunState.COMPENSATED);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_run_that_has_ended_stays_as_it_is(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga =
          Saga.named("sell", 1, Order.class).then(site.adding("end", 1)).build();
      Run<Order> run = site.open().start(saga, new Order("x", 1), "1");
      run.await(SOON);
      run.cancel("no longer wanted");

      assertThat(site.state(run)).isEqualTo(RunState.COMPLETED);
      assertThat(run.result()).contains(new Order("x", 2));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void a_cancel_outlives_a_crash(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Saga<Order, Order> saga = behindUndoable(site, f -> f.sleep("nap", Duration.ofDays(1)));
      Run<Order> run = site.open(saga).start(saga, new Order("x", 1), "1");
      site.settle();
      // the process ends right behind the write of the cancel
      site.journal()
          .dieAfter(write -> write.rows().stream().anyMatch(row -> row.table().equals("signal")));
      try {
        run.cancel("no longer wanted");
      } catch (dev.aios.api.StorageException e) {
        site.did("dead");
      }
      site.crash();

      Run<Object> again = site.open(saga).runs().get(run.id());

      assertThat(site.failure(again).state()).isEqualTo(RunState.CANCELLED);
      assertThat(site.did).containsExactly("a", "dead", "undo a");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void while_the_loser_of_a_race_is_taken_back_one_undo_at_a_time(Store store, @TempDir Path dir) {
    try (Site site = new Site(store, dir)) {
      Flow<Order, Order> winner =
          f ->
              f.sleep("late", Duration.ofMinutes(1))
                  .step("won", (Order order) -> site.did("won", order))
                  .undo(
                      (Order order) -> {
                        site.did("undo won");
                      });
      Flow<Order, Order> loser =
          f ->
              f.step("lost", (Order order) -> site.did("lost", order))
                  .undo(
                      (Order order) -> {
                        site.did("begin undo lost");
                        site.world().sleep(Duration.ofMinutes(10));
                        site.did("undo lost");
                      })
                  .await("never", String.class, (Order order, String text) -> order);
      Saga<Order, Order> saga =
          behindUndoable(site, f -> f.parallelFirst("race", List.of(winner, loser)));
      Run<Order> run = site.open().start(saga, new Order("x", 1), "1");
      site.pass(Duration.ofMinutes(2));
      assertThat(site.did).containsExactly("a", "lost", "won", "begin undo lost");

      run.cancel("no longer wanted");

      assertThat(site.failure(run).state()).isEqualTo(RunState.CANCELLED);
      assertThat(site.did)
          .containsExactly(
              "a", "lost", "won", "begin undo lost", "undo lost", "undo won", "undo a");
    }
  }
}

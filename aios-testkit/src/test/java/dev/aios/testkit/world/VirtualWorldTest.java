package dev.aios.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ClosedException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.World.Cancellable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VirtualWorldTest {
  private final VirtualWorld world = VirtualWorld.create();
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    world.close();
  }

  private Instant in(Duration wait) {
    return world.instant().plus(wait);
  }

  private void logAt(Duration wait, String what) {
    world.schedule(
        in(wait),
        () ->
            log.add(
                what + "@" + Duration.between(VirtualWorld.START, world.instant()).toSeconds()));
  }

  @Test
  void the_clock_stands_still_while_nobody_waits() throws Exception {
    CountDownLatch ran = new CountDownLatch(1);
    world.schedule(in(Duration.ofMillis(1)), () -> log.add("due"));
    world.executor().execute(ran::countDown);

    assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    world.runUntilIdle();

    assertThat(world.instant()).isEqualTo(VirtualWorld.START);
    assertThat(world.nanoTime()).isZero();
    assertThat(log).isEmpty();
  }

  @Test
  void advance_runs_what_is_due_on_the_way_in_order_each_at_its_time() {
    logAt(Duration.ofSeconds(30), "later");
    logAt(Duration.ofSeconds(10), "first");
    logAt(Duration.ofSeconds(100), "beyond");
    world.schedule(in(Duration.ofSeconds(20)), () -> logAt(Duration.ofSeconds(5), "added"));

    world.advance(Duration.ofSeconds(60));

    assertThat(log).containsExactly("first@10", "added@25", "later@30");
    assertThat(world.instant()).isEqualTo(VirtualWorld.START.plusSeconds(60));
    assertThat(world.nanoTime()).isEqualTo(60_000_000_000L);
    assertThat(world.nextDue()).contains(VirtualWorld.START.plusSeconds(100));
  }

  @Test
  void what_is_due_exactly_when_the_time_ends_is_done_before_advance_returns() {
    logAt(Duration.ofSeconds(60), "due");
    world.schedule(
        in(Duration.ofSeconds(60)), () -> world.executor().execute(() -> log.add("follow-up")));

    world.advance(Duration.ofSeconds(60));

    assertThat(log).containsExactlyInAnyOrder("due@60", "follow-up");
  }

  @Test
  void a_task_that_works_is_never_overtaken_by_its_timeout() throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    world
        .executor()
        .execute(
            () -> {
              working.countDown();
              awaitUninterrupted(finish);
              log.add("worked");
            });
    world.schedule(in(Duration.ofSeconds(1)), () -> log.add("timeout"));
    assertThat(working.await(10, TimeUnit.SECONDS)).isTrue();
    Thread test = new Thread(() -> world.advance(Duration.ofSeconds(5)));
    test.start();

    test.join(200);
    assertThat(log).isEmpty();
    assertThat(world.instant()).isEqualTo(VirtualWorld.START);
    finish.countDown();
    test.join();

    assertThat(log).containsExactly("worked", "timeout");
  }

  @Test
  void tasks_that_sleep_wake_in_order_and_hold_up_neither_time_nor_other_tasks() {
    for (int seconds : new int[] {30, 10, 20}) {
      world
          .executor()
          .execute(
              () -> {
                sleep(Duration.ofSeconds(seconds));
                log.add("woke@" + seconds);
              });
    }
    world.executor().execute(() -> log.add("at once"));

    world.runUntilIdle();
    assertThat(log).containsExactly("at once");
    assertThat(world.isIdle()).isTrue();
    world.advance(Duration.ofMinutes(1));

    assertThat(log).containsExactly("at once", "woke@10", "woke@20", "woke@30");
  }

  @Test
  void a_sleep_on_the_tests_thread_lets_that_time_pass() throws Exception {
    logAt(Duration.ofDays(2), "on the way");

    world.sleep(Duration.ofDays(3));

    assertThat(log).hasSize(1);
    assertThat(world.instant()).isEqualTo(VirtualWorld.START.plus(Duration.ofDays(3)));
  }

  @Test
  void awaiting_a_future_lets_time_pass_until_it_is_done_and_not_longer() throws Exception {
    CompletableFuture<String> future = new CompletableFuture<>();
    world.schedule(in(Duration.ofDays(40)), () -> future.complete("done"));
    logAt(Duration.ofDays(41), "beyond");

    assertThat(world.await(future, Duration.ofDays(365))).isEqualTo("done");

    world.runUntilIdle();
    assertThat(world.instant()).isEqualTo(VirtualWorld.START.plus(Duration.ofDays(40)));
    assertThat(log).isEmpty();
  }

  @Test
  void awaiting_gives_up_by_the_virtual_clock() {
    CompletableFuture<String> never = new CompletableFuture<>();
    logAt(Duration.ofDays(1), "on the way");

    assertThatThrownBy(() -> world.await(never, Duration.ofDays(2)))
        .isInstanceOf(TimeoutException.class);

    assertThat(world.instant()).isEqualTo(VirtualWorld.START.plus(Duration.ofDays(2)));
    assertThat(log).hasSize(1);
  }

  @Test
  void awaiting_tells_how_the_future_failed_and_only_looks_where_no_time_is_given()
      throws Exception {
    CompletableFuture<String> failed = CompletableFuture.failedFuture(new IllegalStateException());
    CompletableFuture<String> cancelled = new CompletableFuture<>();
    cancelled.cancel(false);
    CompletableFuture<String> open = new CompletableFuture<>();

    assertThatThrownBy(() -> world.await(failed, Duration.ofDays(1)))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> world.await(cancelled, Duration.ofDays(1)))
        .isInstanceOf(ExecutionException.class);
    assertThatThrownBy(() -> world.await(open, Duration.ZERO)).isInstanceOf(TimeoutException.class);
    assertThat(world.await(CompletableFuture.completedFuture("done"), Duration.ZERO))
        .isEqualTo("done");
    assertThat(world.instant()).isEqualTo(VirtualWorld.START);
  }

  @Test
  void a_task_may_await_what_another_task_completes() throws Exception {
    CompletableFuture<String> first = new CompletableFuture<>();
    CompletableFuture<String> second = new CompletableFuture<>();
    world.executor().execute(() -> second.complete(await(first) + "!"));
    world.schedule(in(Duration.ofHours(1)), () -> first.complete("hello"));

    assertThat(world.await(second, Duration.ofHours(2))).isEqualTo("hello!");
  }

  @Test
  void what_is_called_off_does_not_run() {
    Cancellable cancelled = world.schedule(in(Duration.ofSeconds(1)), () -> log.add("cancelled"));
    cancelled.cancel();
    cancelled.cancel();
    Cancellable late = world.schedule(in(Duration.ofSeconds(1)), () -> log.add("ran"));

    world.advance(Duration.ofSeconds(2));
    late.cancel();

    assertThat(log).containsExactly("ran");
  }

  @Test
  void the_past_is_due_at_once() {
    world.schedule(in(Duration.ofDays(-1)), () -> log.add("past"));
    world.schedule(world.instant(), () -> log.add("now"));

    world.runUntilIdle();

    assertThat(log).containsExactlyInAnyOrder("past", "now");
    assertThat(world.instant()).isEqualTo(VirtualWorld.START);
  }

  @Test
  void a_condition_is_looked_for_from_one_due_task_to_the_next() {
    AtomicInteger ticks = new AtomicInteger();
    tick(ticks);

    assertThat(world.advanceUntil(() -> ticks.get() == 3, Duration.ofHours(1))).isTrue();
    assertThat(world.instant()).isEqualTo(VirtualWorld.START.plusSeconds(30));
    assertThat(world.advanceUntil(() -> ticks.get() == 300, Duration.ofMinutes(1))).isFalse();
    assertThat(world.instant()).isEqualTo(VirtualWorld.START.plusSeconds(90));
    assertThat(ticks).hasValue(9);
  }

  private void tick(AtomicInteger ticks) {
    world.schedule(
        in(Duration.ofSeconds(10)),
        () -> {
          ticks.incrementAndGet();
          tick(ticks);
        });
  }

  @Test
  void a_world_that_skips_waits_needs_nobody_to_wait() throws Exception {
    try (VirtualWorld skipping = VirtualWorld.skippingWaits()) {
      CountDownLatch done = new CountDownLatch(1);
      AtomicReference<Instant> at = new AtomicReference<>();
      skipping.schedule(
          skipping.instant().plus(Duration.ofDays(1)),
          () ->
              skipping.schedule(
                  skipping.instant().plus(Duration.ofDays(1)),
                  () -> {
                    at.set(skipping.instant());
                    done.countDown();
                  }));

      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(at.get()).isEqualTo(VirtualWorld.START.plus(Duration.ofDays(2)));
    }
  }

  @Test
  void a_world_that_skips_waits_does_not_skip_while_a_task_works() throws Exception {
    try (VirtualWorld skipping = VirtualWorld.skippingWaits()) {
      CountDownLatch finish = new CountDownLatch(1);
      CountDownLatch done = new CountDownLatch(1);
      skipping.executor().execute(() -> awaitUninterrupted(finish));
      skipping.schedule(skipping.instant().plusSeconds(1), done::countDown);

      assertThat(done.await(100, TimeUnit.MILLISECONDS)).isFalse();
      finish.countDown();
      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void declared_work_outside_holds_the_clock() throws Exception {
    Cancellable outside = world.outsideWork();
    logAt(Duration.ofSeconds(1), "due");
    Thread test = new Thread(() -> world.advance(Duration.ofSeconds(5)));
    test.start();

    test.join(200);
    assertThat(world.isIdle()).isFalse();
    assertThat(log).isEmpty();
    outside.cancel();
    outside.cancel();
    test.join();

    assertThat(log).hasSize(1);
    assertThat(world.isIdle()).isTrue();
  }

  @Test
  void ids_are_unique_sorted_and_the_same_for_the_same_seed() {
    List<String> ids = ids(VirtualWorld.deterministic(7));

    assertThat(ids).isSorted().doesNotHaveDuplicates();
    assertThat(ids).allMatch(id -> id.matches("[0-9A-HJKMNP-TV-Z]{26}"));
    assertThat(ids(VirtualWorld.deterministic(7))).isEqualTo(ids);
    assertThat(ids(VirtualWorld.deterministic(8))).doesNotContainAnyElementsOf(ids);
  }

  private static List<String> ids(VirtualWorld world) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      ids.add(world.newId());
      if (i % 500 == 0) {
        world.advance(Duration.ofMillis(1));
      }
    }
    return ids;
  }

  @Test
  void random_numbers_are_the_same_for_the_same_seed() {
    assertThat(VirtualWorld.deterministic(7).random().longs(5).toArray())
        .isEqualTo(VirtualWorld.deterministic(7).random().longs(5).toArray())
        .isNotEqualTo(VirtualWorld.deterministic(8).random().longs(5).toArray());
  }

  @Test
  void the_same_seed_gives_the_same_order_of_tasks_and_other_seeds_others() {
    List<String> order = orderOf(7);

    for (int i = 0; i < 20; i++) {
      assertThat(orderOf(7)).isEqualTo(order);
    }
    Set<List<String>> orders = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      orders.add(orderOf(seed));
    }
    assertThat(orders).hasSizeGreaterThan(15);
  }

  /** Tasks that start others, sleep, and draw random numbers. */
  private static List<String> orderOf(long seed) {
    List<String> order = new ArrayList<>(); // not synchronized: one task at a time
    try (VirtualWorld world = VirtualWorld.deterministic(seed)) {
      for (int i = 0; i < 10; i++) {
        String name = "task" + i;
        world
            .executor()
            .execute(
                () -> {
                  order.add(name);
                  world.executor().execute(() -> order.add(name + ".child"));
                  sleep(world, Duration.ofSeconds(world.random().nextInt(3)));
                  order.add(name + ".end@" + world.instant());
                });
      }
      assertThat(order).isEmpty();
      world.advance(Duration.ofMinutes(1));
    }
    assertThat(order).hasSize(30);
    return order;
  }

  @Test
  void in_a_deterministic_world_nothing_runs_while_the_tests_thread_does() throws Exception {
    try (VirtualWorld deterministic = VirtualWorld.deterministic(1)) {
      CompletableFuture<String> answer = new CompletableFuture<>();
      deterministic
          .executor()
          .execute(
              () -> {
                answer.complete("yes");
                log.add("still the same task");
              });
      deterministic.executor().execute(() -> log.add("another"));
      Thread.sleep(50);
      assertThat(log).isEmpty();
      assertThat(answer).isNotDone();

      deterministic.await(answer, Duration.ofSeconds(1));

      // The task that answered has ended its turn; whether the other came before is up to the seed.
      assertThat(log).contains("still the same task");
      int seen = log.size();
      Thread.sleep(50);
      assertThat(log).hasSize(seen);
    }
  }

  @Test
  void what_tasks_throw_is_kept_and_the_world_goes_on() {
    world
        .executor()
        .execute(
            () -> {
              throw new IllegalStateException("a task must not throw");
            });
    world.executor().execute(() -> log.add("goes on"));

    world.runUntilIdle();

    assertThat(log).containsExactly("goes on");
    assertThat(world.failures()).singleElement().isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_world_that_does_not_come_to_rest_says_what_runs() {
    try (VirtualWorld impatient = VirtualWorld.builder().patience(Duration.ofMillis(100)).build()) {
      CountDownLatch never = new CountDownLatch(1);
      impatient.executor().execute(() -> awaitUninterrupted(never));

      assertThatThrownBy(impatient::runUntilIdle)
          .isInstanceOf(WorldStuckException.class)
          .hasMessageContaining("1 tasks run, 0 are queued")
          .hasMessageContaining("awaitUninterrupted");
      never.countDown();
    }
  }

  @Test
  void a_task_must_not_drive_its_own_world() throws Exception {
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    world
        .executor()
        .execute(
            () -> {
              try {
                world.runUntilIdle();
              } catch (IllegalStateException e) {
                thrown.complete(e);
              }
            });

    assertThat(world.await(thrown, Duration.ofSeconds(1)))
        .hasMessageContaining("would wait for itself");
  }

  @Test
  void time_does_not_run_backwards() {
    assertThatThrownBy(() -> world.advance(Duration.ofSeconds(-1)))
        .isInstanceOf(InvalidInputException.class);
    world.advanceTo(VirtualWorld.START.minusSeconds(1));
    assertThat(world.instant()).isEqualTo(VirtualWorld.START);
  }

  @Test
  void an_interrupted_sleeper_goes_on_at_once() {
    AtomicReference<Thread> sleeper = new AtomicReference<>();
    world
        .executor()
        .execute(
            () -> {
              sleeper.set(Thread.currentThread());
              try {
                world.sleep(Duration.ofDays(1));
              } catch (InterruptedException e) {
                log.add("interrupted");
              }
            });
    world.runUntilIdle();

    sleeper.get().interrupt();

    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (log.isEmpty() && System.nanoTime() < patience) {
      Thread.onSpinWait();
    }
    assertThat(log).containsExactly("interrupted");
    world.runUntilIdle();
    assertThat(world.nextDue()).isEmpty();
    assertThat(world.instant()).isEqualTo(VirtualWorld.START);
  }

  @Test
  void a_closed_world_interrupts_what_runs_and_takes_nothing_more() throws Exception {
    CountDownLatch ended = new CountDownLatch(2);
    CountDownLatch running = new CountDownLatch(1);
    world
        .executor()
        .execute(
            () -> {
              try {
                world.sleep(Duration.ofDays(1));
              } catch (InterruptedException e) {
                ended.countDown();
              }
            });
    world.runUntilIdle();
    world
        .executor()
        .execute(
            () -> {
              running.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                ended.countDown();
              }
            });
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();

    world.close();

    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> world.executor().execute(() -> {}))
        .isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> world.advance(Duration.ofDays(1))).isInstanceOf(ClosedException.class);
  }

  @Test
  void a_thousand_tasks_on_real_threads_are_all_done_before_the_clock_moves() {
    AtomicInteger done = new AtomicInteger();
    for (int i = 0; i < 1000; i++) {
      world
          .executor()
          .execute(
              () -> {
                sleep(Duration.ofSeconds(1));
                world.executor().execute(done::incrementAndGet);
              });
    }
    AtomicInteger seen = new AtomicInteger();
    world.schedule(in(Duration.ofSeconds(2)), () -> seen.set(done.get()));

    world.advance(Duration.ofSeconds(3));

    assertThat(seen).hasValue(1000);
  }

  @Test
  void days_of_heartbeats_take_moments() {
    AtomicInteger ticks = new AtomicInteger();
    tick(ticks);
    long began = System.nanoTime();

    world.advance(Duration.ofDays(7));

    assertThat(ticks).hasValue(60_480);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
  }

  private void sleep(Duration duration) {
    sleep(world, duration);
  }

  private static void sleep(VirtualWorld in, Duration duration) {
    try {
      in.sleep(duration);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private String await(CompletableFuture<String> future) {
    try {
      return world.await(future, Duration.ofDays(1));
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

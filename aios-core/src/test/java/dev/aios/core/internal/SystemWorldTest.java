package dev.aios.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ClosedException;
import dev.aios.api.World.Cancellable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SystemWorldTest {
  private final SystemWorld world = new SystemWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void ids_are_ulids_that_sort_in_the_order_in_which_they_were_made() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      ids.add(world.newId());
    }
    assertThat(ids).isSorted().doesNotHaveDuplicates();
    assertThat(ids).allMatch(id -> id.matches("[0-7][0-9A-HJKMNP-TV-Z]{25}"));
  }

  @Test
  void ids_begin_with_the_time_in_milliseconds() {
    // From https://github.com/ulid/spec: 01ARYZ6S41 is 1469918176385.
    Ulids ids = new Ulids(InstantSource.fixed(Instant.ofEpochMilli(1_469_918_176_385L)));
    assertThat(ids.next()).startsWith("01ARYZ6S41");
  }

  @Test
  void ids_stay_in_order_when_the_clock_goes_back() {
    AtomicLong millis = new AtomicLong(1_000_000);
    Ulids ids = new Ulids(() -> Instant.ofEpochMilli(millis.get()));
    String first = ids.next();
    millis.addAndGet(-5000);
    String second = ids.next();
    millis.addAndGet(6000);
    String third = ids.next();
    assertThat(List.of(first, second, third)).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void ids_of_many_threads_and_worlds_differ() throws Exception {
    Set<String> ids = ConcurrentHashMap.newKeySet();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                try (SystemWorld other = new SystemWorld()) {
                  for (int i = 0; i < 10_000; i++) {
                    ids.add(world.newId());
                    ids.add(other.newId());
                  }
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(ids).hasSize(80_000);
  }

  @Test
  void a_task_is_run_when_it_is_due_and_in_order() throws Exception {
    Instant start = world.instant();
    List<String> ran = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(3);
    world.schedule(start.plusMillis(120), () -> note(ran, "late", done));
    world.schedule(start.plusMillis(40), () -> note(ran, "early", done));
    world.schedule(start.minusSeconds(60), () -> note(ran, "overdue", done));
    done.await();
    assertThat(ran).containsExactly("overdue", "early", "late");
    assertThat(Duration.between(start, world.instant()))
        .isGreaterThanOrEqualTo(Duration.ofMillis(120));
  }

  private static void note(List<String> ran, String what, CountDownLatch done) {
    ran.add(what);
    done.countDown();
  }

  @Test
  void a_task_that_was_called_off_is_not_run() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    Cancellable task = world.schedule(world.instant().plusMillis(50), ran::incrementAndGet);
    task.cancel();
    task.cancel();
    CountDownLatch later = new CountDownLatch(1);
    world.schedule(world.instant().plusMillis(100), later::countDown);
    later.await();
    assertThat(ran).hasValue(0);
  }

  @Test
  void many_tasks_that_block_do_not_keep_others_from_starting() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(200);
    for (int i = 0; i < 200; i++) {
      world
          .executor()
          .execute(
              () -> {
                started.countDown();
                awaitQuietly(release);
              });
    }
    assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
    long before = System.nanoTime();
    CompletableFuture.runAsync(() -> {}, world.executor()).join();
    assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(2));
    release.countDown();
  }

  @Test
  void a_thousand_tasks_that_wait_are_under_way_within_a_second_or_so() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(1000);
    long start = System.nanoTime();
    for (int i = 0; i < 1000; i++) {
      world
          .executor()
          .execute(
              () -> {
                started.countDown();
                awaitQuietly(release);
              });
    }
    assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(10));
    release.countDown();
    assertThat(CompletableFuture.supplyAsync(() -> "fine", world.executor()).join())
        .isEqualTo("fine");
  }

  @Test
  void a_task_that_waits_for_tasks_of_its_own_gets_them() {
    CompletableFuture<Integer> outer =
        CompletableFuture.supplyAsync(
            () -> {
              List<CompletableFuture<Integer>> inner = new ArrayList<>();
              for (int i = 0; i < 50; i++) {
                int n = i;
                inner.add(CompletableFuture.supplyAsync(() -> n, world.executor()));
              }
              return inner.stream().mapToInt(CompletableFuture::join).sum();
            },
            world.executor());
    assertThat(outer.join()).isEqualTo(1225);
  }

  @Test
  void every_task_is_run_once_whoever_hands_it_in() throws Exception {
    int each = 20_000;
    AtomicInteger ran = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(4 * each * 2);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  world
                      .executor()
                      .execute(
                          () -> {
                            ran.incrementAndGet();
                            done.countDown();
                            world.executor().execute(done::countDown);
                          });
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    done.await();
    assertThat(ran).hasValue(4 * each);
  }

  @Test
  void a_task_that_throws_does_not_take_its_worker_with_it() {
    for (int i = 0; i < 20; i++) {
      world
          .executor()
          .execute(
              () -> {
                throw new IllegalStateException("on purpose");
              });
    }
    assertThat(CompletableFuture.supplyAsync(() -> "fine", world.executor()).join())
        .isEqualTo("fine");
  }

  @Test
  void a_sleep_of_nothing_returns_at_once_and_an_interrupted_one_says_so() throws Exception {
    world.sleep(Duration.ZERO);
    world.sleep(Duration.ofSeconds(-5));
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> world.sleep(Duration.ofSeconds(5)))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void a_closed_world_finishes_what_it_was_given_and_takes_no_more() throws Exception {
    CountDownLatch done = new CountDownLatch(100);
    for (int i = 0; i < 100; i++) {
      world.executor().execute(done::countDown);
    }
    AtomicInteger ran = new AtomicInteger();
    world.schedule(world.instant().plusMillis(50), ran::incrementAndGet);
    world.close();
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> world.executor().execute(() -> {}))
        .isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> world.schedule(Instant.EPOCH, () -> {}))
        .isInstanceOf(ClosedException.class);
    Thread.sleep(150);
    assertThat(ran).hasValue(0);
  }

  @Test
  void the_threads_of_a_closed_world_end() throws Exception {
    CompletableFuture<Thread> worker = new CompletableFuture<>();
    world.executor().execute(() -> worker.complete(Thread.currentThread()));
    Thread thread = worker.join();
    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.getName()).startsWith("aios-");
    world.close();
    thread.join(TimeUnit.SECONDS.toMillis(20));
    assertThat(thread.isAlive()).isFalse();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.aios.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.BusyException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunState;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import dev.aios.core.Aios;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** More runs than may be under way at once. */
class CapacityTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static Saga<Order, Order> held(CountDownLatch released) {
    return Saga.named("held", 1, Order.class)
        .step(
            "hold",
            (Order order) -> {
              if (!released.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("never released");
              }
              return order;
            })
        .build();
  }

  private static Aios open(Store store, Path dir, int most) {
    var builder = Aios.builder().mostRuns(most).poll(Duration.ofMillis(50));
    return (store == Store.MEMORY ? builder.memory() : builder.sqlite(dir.resolve("capacity.db")))
        .open();
  }

  @ParameterizedTest
  @EnumSource(
      value = Store.class,
      names = {"MEMORY", "SQLITE"})
  void a_start_beyond_the_most_is_refused_if_it_says_so_and_nothing_is_recorded(
      Store store, @TempDir Path dir) {
    CountDownLatch released = new CountDownLatch(1);
    Saga<Order, Order> saga = held(released);
    try (Aios aios = open(store, dir, 3)) {
      List<Run<Order>> runs = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        runs.add(aios.start(saga, new Order("a", i), "r" + i, StartOptions.NONE.orRefuse()));
      }

      assertThatThrownBy(
              () -> aios.start(saga, new Order("a", 9), "r9", StartOptions.NONE.orRefuse()))
          .isInstanceOf(BusyException.class)
          .hasMessageContaining("held/r9")
          .hasMessageContaining("3 runs are under way");
      assertThat(aios.runs().find(RunId.parse("held/r9"))).isEmpty();

      assertThat(aios.start(saga, new Order("a", 1), "r1", StartOptions.NONE.orRefuse()).id())
          .as("a run that has begun is only found")
          .isEqualTo(runs.get(1).id());

      released.countDown();
      runs.forEach(run -> run.await(MINUTE));
      assertThat(
              aios.start(saga, new Order("a", 9), "r9", StartOptions.NONE.orRefuse()).await(MINUTE))
          .isEqualTo(new Order("a", 9));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Store.class,
      names = {"MEMORY", "SQLITE"})
  void else_it_waits_for_room(Store store, @TempDir Path dir) throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    Saga<Order, Order> saga = held(released);
    try (Aios aios = open(store, dir, 2)) {
      aios.start(saga, new Order("a", 1), "r1");
      aios.start(saga, new Order("a", 2), "r2");
      AtomicInteger begun = new AtomicInteger();
      Thread caller =
          new Thread(
              () -> {
                aios.start(saga, new Order("a", 3), "r3");
                begun.incrementAndGet();
              });
      caller.start();
      caller.join(300);
      assertThat(begun.get()).isZero();
      assertThat(aios.runs().find(RunId.parse("held/r3"))).isEmpty();

      released.countDown();
      caller.join(60_000);
      assertThat(begun.get()).isEqualTo(1);
      assertThat(aios.runs().get(RunId.parse("held/r3")).await(MINUTE))
          .isEqualTo(new Order("a", 3));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Store.class,
      names = {"MEMORY", "SQLITE"})
  void runs_that_wait_do_not_count_and_all_that_come_due_at_once_are_taken_up_in_turn(
      Store store, @TempDir Path dir) throws Exception {
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Saga<Order, Order> saga =
        Saga.named("nap", 1, Order.class)
            .sleep("nap", Duration.ofMillis(400))
            .step(
                "work",
                (Order order) -> {
                  most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                  Thread.sleep(2);
                  underWay.decrementAndGet();
                  return order;
                })
            .build();
    try (Aios aios = open(store, dir, 4)) {
      List<Run<Order>> runs = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        runs.add(aios.start(saga, new Order("a", i), "r" + i, StartOptions.NONE.orRefuse()));
      }
      for (Run<Order> run : runs) {
        run.await(MINUTE);
      }
      assertThat(aios.runs().list(RunState.COMPLETED, 100)).hasSize(40);
      assertThat(most.get()).isLessThanOrEqualTo(4);
    }
  }

  @Test
  void room_for_nobody_is_refused() {
    assertThatThrownBy(() -> Aios.builder().mostRuns(0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("mostRuns is 0");
  }
}

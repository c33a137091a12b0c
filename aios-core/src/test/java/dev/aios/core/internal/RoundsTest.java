package dev.aios.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rounds go on, one at a time. */
class RoundsTest {
  private final SystemWorld world = new SystemWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void a_round_that_fails_is_not_the_last() throws InterruptedException {
    CountDownLatch made = new CountDownLatch(2);
    try (Rounds rounds =
        new Rounds(
            world,
            () -> {
              made.countDown();
              if (made.getCount() > 0) {
                throw new AssertionError("simulated");
              }
              return world.instant().plusSeconds(3_600);
            })) {
      rounds.start();
      assertThat(made.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void whoever_asks_during_a_round_gets_another_after_it() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (Rounds rounds =
        new Rounds(
            world,
            () -> {
              most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
              if (begun.getCount() == 0) {
                second.countDown();
              }
              begun.countDown();
              try {
                assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              atOnce.decrementAndGet();
              return world.instant().plusSeconds(3_600);
            })) {
      rounds.start();
      assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
      rounds.soon();
      rounds.soon();
      asked.countDown();
      assertThat(second.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(most.get()).isEqualTo(1);
    }
  }
}

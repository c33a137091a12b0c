package dev.aios.testkit.conformance;

import dev.aios.api.World;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** A world whose clock stands where a test sets it. */
final class SetWorld implements World {
  /** 2026-11-24T09:00:00.123456Z: with microseconds, which a journal must keep. */
  static final Instant START = Instant.ofEpochSecond(1_795_510_800L, 123_456_000L);

  private final AtomicLong ids = new AtomicLong();
  private volatile Instant now = START;

  void set(Instant instant) {
    now = instant;
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public String newId() {
    return String.format("%026d", ids.incrementAndGet());
  }

  @Override
  public RandomGenerator random() {
    return new SplittableRandom(ids.incrementAndGet());
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Executor executor() {
    return task -> new Thread(task, "conformance").start();
  }

  @Override
  public Cancellable schedule(Instant due, Runnable task) {
    throw new UnsupportedOperationException("A journal has nothing to schedule");
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    Thread.sleep(duration.toMillis());
  }
}

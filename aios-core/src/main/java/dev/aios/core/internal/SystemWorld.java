package dev.aios.core.internal;

import dev.aios.api.World;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The real world: the system's clock, ids that sort by time, the threads of this process. Close it
 * after everything that uses it. Thread-safe.
 *
 * <p>A task that is scheduled is due by the wall clock: it is not late after the machine has slept.
 */
public final class SystemWorld implements World, AutoCloseable {
  private final InstantSource clock;
  private final Ulids ids;
  private final RandomGenerator random = new SharedRandom();
  private final WorkerPool workers = new WorkerPool();
  private final WallTimer timer;

  /** The system's clock in UTC. */
  public SystemWorld() {
    this(Clock.systemUTC());
  }

  /**
   * Another clock, everything else real.
   *
   * @param clock tells the time
   */
  public SystemWorld(InstantSource clock) {
    this.clock = clock;
    this.ids = new Ulids(clock);
    this.timer = new WallTimer(clock, workers);
  }

  @Override
  public Instant instant() {
    return clock.instant();
  }

  @Override
  public long millis() {
    return clock.millis();
  }

  @Override
  public String newId() {
    return ids.next();
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Executor executor() {
    return workers;
  }

  @Override
  public Cancellable schedule(Instant due, Runnable task) {
    return timer.schedule(due, task);
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    if (duration.isNegative() || duration.isZero()) {
      return;
    }
    TimeUnit.NANOSECONDS.sleep(TimeUnit.NANOSECONDS.convert(duration));
  }

  /**
   * Forgets what is scheduled and lets the threads end once they have done what was handed to them.
   * Does not wait for them.
   */
  @Override
  public void close() {
    timer.close();
    workers.close();
  }

  /** Each thread draws from a generator of its own, so that none waits for another. */
  private static final class SharedRandom implements RandomGenerator {
    @Override
    public long nextLong() {
      return ThreadLocalRandom.current().nextLong();
    }
  }
}

package dev.aios.api;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * The one place from which time, ids, randomness and threads come, so that a test or a simulation
 * owns them all. Nothing else in AIOS reads a clock, draws a random number or starts a thread.
 * Implementations are thread-safe.
 */
public interface World extends InstantSource {
  /**
   * A new identifier, unique across processes.
   *
   * @return 26 characters, letters and digits, sorted by time of creation (ULID)
   */
  String newId();

  /**
   * Randomness, for jitter and sampling; not for secrets.
   *
   * @return a generator that is safe to share between threads
   */
  RandomGenerator random();

  /**
   * A monotonic clock for measuring durations.
   *
   * @return nanoseconds from an arbitrary origin
   */
  long nanoTime();

  /**
   * The threads on which steps run. Steps may block; the executor must not run tasks on the
   * caller's thread while the caller holds a lock.
   *
   * @return the executor for work
   */
  Executor executor();

  /**
   * Runs a task at a time, once.
   *
   * @param due when; at once if it has passed
   * @param task what to run; it is handed to {@link #executor()} and must not throw
   * @return a handle that cancels it if it has not begun
   */
  Cancellable schedule(Instant due, Runnable task);

  /**
   * Waits on the calling thread. A virtual world skips the wait.
   *
   * @param duration how long; zero or less returns at once
   * @throws InterruptedException if the thread is interrupted
   */
  void sleep(Duration duration) throws InterruptedException;

  /**
   * Waits on the calling thread for a future. Whatever blocks until work of the runtime is done
   * waits here, because a virtual world moves its time only while somebody waits for it.
   *
   * @param <T> the future's value
   * @param future what is waited for
   * @param atMost how long by this world's clock; zero or less only looks
   * @return its value
   * @throws InterruptedException if the thread is interrupted
   * @throws ExecutionException if it completed exceptionally, or was cancelled
   * @throws TimeoutException if it has not completed in that time
   */
  default <T> T await(CompletableFuture<T> future, Duration atMost)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      return future.get(Math.max(0, TimeUnit.NANOSECONDS.convert(atMost)), TimeUnit.NANOSECONDS);
    } catch (CancellationException e) {
      throw new ExecutionException(e);
    }
  }

  /** Something scheduled that can be called off. */
  @FunctionalInterface
  interface Cancellable {
    /** Calls it off; has no effect if it has begun or was called off. */
    void cancel();
  }
}

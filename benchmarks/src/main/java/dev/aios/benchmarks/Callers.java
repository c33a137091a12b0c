package dev.aios.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Threads that each do one thing after the other. */
public final class Callers {
  /** What one of many does, by its number. */
  @FunctionalInterface
  public interface Numbered {
    /**
     * Does it.
     *
     * @param number 0, 1, 2, ...; each once
     */
    void run(int number);
  }

  private Callers() {}

  /**
   * Has callers do something again and again.
   *
   * @param callers how many
   * @param seconds for how long; what is begun then is ended
   * @param action what each does
   * @return how often a second it was done, by all of them
   * @throws InterruptedException if interrupted
   */
  public static double perSecond(int callers, double seconds, Runnable action)
      throws InterruptedException {
    AtomicLong done = new AtomicLong();
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    together(
        callers,
        () -> {
          while (System.nanoTime() < end) {
            action.run();
            done.incrementAndGet();
          }
        });
    return done.get() * 1e9 / (System.nanoTime() - start);
  }

  /**
   * Has callers do many things, each once.
   *
   * @param callers how many
   * @param count how many things
   * @param action does one
   * @throws InterruptedException if interrupted
   */
  public static void each(int callers, int count, Numbered action) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    together(
        callers,
        () -> {
          for (int i; (i = next.getAndIncrement()) < count; ) {
            action.run(i);
          }
        });
  }

  private static void together(int callers, Runnable life) throws InterruptedException {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  life.run();
                } catch (RuntimeException | Error e) {
                  failure.set(e);
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    Throwable failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("A caller failed", failed);
    }
  }
}

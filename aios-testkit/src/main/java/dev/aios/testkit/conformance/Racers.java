package dev.aios.testkit.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs the same thing on several threads at once. */
final class Racers {
  /** What each does. */
  @FunctionalInterface
  interface Racing {
    void run(int racer) throws Exception;
  }

  private Racers() {}

  /** Starts them together and waits for all; the first failure is thrown. */
  static void run(int count, Racing racing) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      CyclicBarrier start = new CyclicBarrier(count);
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int racer = i;
        futures.add(
            threads.submit(
                () -> {
                  start.await();
                  racing.run(racer);
                  return null;
                }));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    } finally {
      threads.shutdownNow();
    }
  }
}

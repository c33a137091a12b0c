package dev.aios.benchmarks.waiting;

import dev.aios.api.run.RunState;
import dev.aios.api.saga.Saga;
import dev.aios.benchmarks.Callers;
import dev.aios.benchmarks.Report;
import dev.aios.benchmarks.Settings;
import dev.aios.benchmarks.Suite;
import dev.aios.core.Aios;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * 100,000 runs wait on one SQLite file, half for a time, half for a person; beside them timers come
 * due.
 */
public final class WaitingSuite implements Suite {
  private static final int WAITING = 100_000;
  private static final int CALLERS = 64;

  @Override
  public void run(Settings settings, List<String> arguments, Report report) throws Exception {
    int timers = settings.quick() ? 1_000 : 10_000;
    Queue<Double> late = new ConcurrentLinkedQueue<>();
    CountDownLatch fired = new CountDownLatch(timers);
    Saga<String, String> sleeper =
        Saga.named("sleeper", 1, String.class)
            .sleep("a-month", Duration.ofDays(30))
            .step("after", (String value) -> value)
            .idempotent()
            .build();
    Saga<String, String> asker =
        Saga.named("asker", 1, String.class)
            .approve("owner")
            .ask("owner")
            .step("after", (String value) -> value)
            .idempotent()
            .build();
    Saga<Long, Long> timer =
        Saga.named("timer", 1, Long.class)
            .sleep("until", (Long at) -> Duration.ofMillis(at - System.currentTimeMillis()))
            .step(
                "fires",
                (Long at) -> {
                  late.add((double) (System.currentTimeMillis() - at));
                  fired.countDown();
                  return at;
                })
            .idempotent()
            .build();
    try (Aios aios = Aios.builder().sqlite(settings.folder().resolve("waiting.db")).open()) {
      for (int i = 0; i < 2_000; i++) {
        // whatever is loaded, compiled and cached once is not the waiting runs'
        aios.start(i % 2 == 0 ? sleeper : asker, "warm", "warm-" + i);
      }
      double before = heapMiB();
      int threads = ManagementFactory.getThreadMXBean().getThreadCount();
      long began = System.nanoTime();
      Callers.each(
          CALLERS, WAITING, i -> aios.start(i % 2 == 0 ? sleeper : asker, "payload", "run-" + i));
      double seconds = (System.nanoTime() - began) / 1e9;
      double after = heapMiB();
      report.result("waiting_100k_heap_mb", after, "MiB");
      report.result("waiting_100k_growth_mb", after - before, "MiB");
      report.result("waiting_100k_started", WAITING / seconds, "runs/s");
      report.result(
          "waiting_100k_threads_more",
          ManagementFactory.getThreadMXBean().getThreadCount() - threads,
          "threads");
      timers(aios, timer, timers, settings.quick() ? 10 : 60);
      if (!fired.await(2, TimeUnit.MINUTES)) {
        throw new IllegalStateException(fired.getCount() + " timers have not fired");
      }
      double[] sorted = late.stream().mapToDouble(Double::doubleValue).toArray();
      Arrays.sort(sorted);
      report.result("timer_late_p50_ms", sorted[sorted.length / 2], "ms");
      report.result("timer_late_p99_ms", sorted[(int) (sorted.length * 0.99)], "ms");
      report.result("timer_late_max_ms", sorted[sorted.length - 1], "ms");
      if (aios.runs().list(RunState.WAITING, 1).isEmpty()) {
        throw new IllegalStateException("Nothing waits any more");
      }
    }
  }

  /** Timers due at times spread evenly, all started before the first is due. */
  private static void timers(Aios aios, Saga<Long, Long> timer, int count, int seconds)
      throws InterruptedException {
    long first = System.currentTimeMillis() + 3_000;
    Callers.each(
        CALLERS,
        count,
        i -> aios.start(timer, first + (long) i * seconds * 1000 / count, "timer-" + i));
  }

  private static double heapMiB() throws InterruptedException {
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(100);
      Runtime runtime = Runtime.getRuntime();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used / (double) (1 << 20);
  }
}

package dev.aios.benchmarks.postgres;

import dev.aios.api.run.RunState;
import dev.aios.api.saga.Saga;
import dev.aios.core.Aios;
import dev.aios.core.internal.SystemWorld;
import dev.aios.core.journal.PostgresJournal;
import dev.aios.core.journal.PostgresOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long it takes until a node has taken up the runs of a node that died while each was in its
 * first step.
 */
final class Recovery {
  private static final PostgresOptions OPTIONS = PostgresOptions.DEFAULTS.schema("recovery");
  private static final Duration LEASE = Duration.ofSeconds(2);
  private static final int STARTERS = 16;

  /**
   * What was measured.
   *
   * @param first seconds until the first step was performed again
   * @param all seconds until all runs were completed
   */
  record Took(double first, double all) {}

  private Recovery() {}

  static Took measure(String url, int runs) throws InterruptedException {
    AtomicLong first = new AtomicLong();
    CountDownLatch done = new CountDownLatch(runs);
    try (SystemWorld world = new SystemWorld();
        PostgresJournal journal = PostgresJournal.open(url, world, OPTIONS)) {
      interrupt(journal, runs);
      long start = System.nanoTime();
      try (Aios aios = Aios.builder().journal(journal).saga(saga(first, done)).open()) {
        if (!done.await(120, TimeUnit.SECONDS)) {
          throw new IllegalStateException(done.getCount() + " runs were not taken up");
        }
        while (!aios.runs().list(RunState.RUNNING, 1).isEmpty()) {
          TimeUnit.MILLISECONDS.sleep(5);
        }
        long end = System.nanoTime();
        if (aios.runs().list(RunState.COMPLETED, runs + 1).size() != runs) {
          throw new IllegalStateException("not all runs were completed");
        }
        if (!aios.journal().verify().ok()) {
          throw new IllegalStateException("the journal does not verify");
        }
        return new Took((first.get() - start) / 1e9, (end - start) / 1e9);
      }
    }
  }

  private static Saga<String, String> saga(AtomicLong first, CountDownLatch done) {
    return Saga.named("interrupted", 1, String.class)
        .step(
            "first",
            (String value) -> {
              first.compareAndSet(0, System.nanoTime());
              return value;
            })
        .idempotent()
        .step(
            "second",
            (String value) -> {
              done.countDown();
              return value;
            })
        .idempotent()
        .build();
  }

  /** Starts runs on a node that dies, and waits until its lease is over. */
  private static void interrupt(PostgresJournal journal, int runs) throws InterruptedException {
    Severed severed = new Severed(journal);
    Saga<String, String> saga = saga(new AtomicLong(), new CountDownLatch(runs));
    Aios dying = Aios.builder().journal(severed).lease(LEASE).grace(Duration.ZERO).open();
    AtomicInteger next = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < STARTERS; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int n = next.getAndIncrement(); n < runs; n = next.getAndIncrement()) {
                  var unused = dying.start(saga, "payload", "run-" + n);
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    severed.die();
    dying.close();
    TimeUnit.MILLISECONDS.sleep(LEASE.toMillis() + 100);
  }
}

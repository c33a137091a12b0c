package dev.aios.benchmarks.engine;

import dev.aios.api.journal.Commit;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The load that an engine puts on a journal, without the engine: callers that each write a record
 * and change a row under its version, and do so again as soon as that is durable.
 */
public final class JournalLoad {
  /** About what a checkpoint of a run takes. */
  public static final int BODY_BYTES = 200;

  /** A run has this many steps; then its caller goes on with a new one. */
  private static final int STEPS = 10;

  private final Journal journal;
  private final Executor executor;
  private final AtomicLong runs = new AtomicLong();

  /**
   * A load on a journal.
   *
   * @param journal the journal, open
   * @param executor where callers go on
   */
  public JournalLoad(Journal journal, Executor executor) {
    this.journal = journal;
    this.executor = executor;
  }

  /**
   * Writes a second by callers that never wait for each other.
   *
   * @param callers how many
   * @param seconds how long
   * @return writes a second
   * @throws InterruptedException if interrupted
   */
  public double writesPerSecond(int callers, double seconds) throws InterruptedException {
    AtomicLong written = new AtomicLong();
    CountDownLatch stopped = new CountDownLatch(callers);
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    for (int i = 0; i < callers; i++) {
      executor.execute(new Caller(end, written, stopped, failure));
    }
    stopped.await();
    Throwable failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("A write failed", failed);
    }
    return written.get() * 1e9 / (System.nanoTime() - start);
  }

  /**
   * Writes a second by one caller that waits for each.
   *
   * @param seconds how long
   * @return writes a second
   */
  public double writesPerSecondInTurn(double seconds) {
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    long count = 0;
    Run run = new Run(runs.incrementAndGet());
    while (System.nanoTime() < end) {
      journal.writeNow(run.next());
      count++;
      if (run.isOver()) {
        run = new Run(runs.incrementAndGet());
      }
    }
    return count * 1e9 / (System.nanoTime() - start);
  }

  private static final class Run {
    private final String stream;
    private final String key;
    private int version;

    Run(long number) {
      key = "benchmark/2026-11/" + number;
      stream = "run/" + key;
    }

    Write next() {
      Draft record = new Draft("step.done", stream, body(version));
      return Write.of(
          record, new RowChange.Put("run", key, version++, "RUNNING", 0, body(version)));
    }

    boolean isOver() {
      return version == STEPS;
    }

    private static Json body(int step) {
      byte[] bytes = ("{\"step\":" + step + ",\"x\":\"" + FILLING).getBytes(StandardCharsets.UTF_8);
      return Json.ofUtf8(bytes);
    }

    private static final String FILLING = "x".repeat(BODY_BYTES - 18) + "\"}";
  }

  private final class Caller implements Runnable {
    private final long end;
    private final AtomicLong written;
    private final CountDownLatch stopped;
    private final AtomicReference<@Nullable Throwable> failure;
    private Run run = new Run(runs.incrementAndGet());

    Caller(
        long end,
        AtomicLong written,
        CountDownLatch stopped,
        AtomicReference<@Nullable Throwable> failure) {
      this.end = end;
      this.written = written;
      this.stopped = stopped;
      this.failure = failure;
    }

    /** Goes on until a write is not durable at once; then its completion goes on. */
    @Override
    public void run() {
      while (true) {
        CompletableFuture<Commit> commit = journal.write(run.next());
        if (!commit.isDone()) {
          var unused = commit.whenComplete((done, failed) -> goOn(failed));
          return;
        }
        if (!counted(failureOf(commit))) {
          return;
        }
      }
    }

    private static @Nullable Throwable failureOf(CompletableFuture<Commit> done) {
      return done.handle((commit, failed) -> failed).join();
    }

    private void goOn(@Nullable Throwable failed) {
      if (counted(failed)) {
        run();
      }
    }

    private boolean counted(@Nullable Throwable failed) {
      if (failed != null) {
        failure.set(failed);
      } else {
        written.incrementAndGet();
      }
      if (failed != null || System.nanoTime() >= end) {
        stopped.countDown();
        return false;
      }
      if (run.isOver()) {
        run = new Run(runs.incrementAndGet());
      }
      return true;
    }
  }
}

package dev.aios.memory.internal.recall;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/**
 * Spreads numbered pieces of work over the caller's thread and helpers. The caller works through
 * the pieces itself, so that a busy or full executor makes it slower and never stuck.
 */
final class Spread {
  /** More threads than these would take the machine from those whose library this is. */
  private static final int MOST = 4;

  private final int pieces;
  private final AtomicInteger next = new AtomicInteger();
  private final CountDownLatch done;
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();

  Spread(int pieces) {
    this.pieces = pieces;
    this.done = new CountDownLatch(pieces);
  }

  /** Runs all pieces and returns when each has ended; throws what the first failure threw. */
  void run(Executor executor, IntConsumer piece) {
    int threads = Math.min(MOST, Runtime.getRuntime().availableProcessors());
    try {
      for (int i = 1; i < threads; i++) {
        executor.execute(() -> work(piece));
      }
    } catch (RejectedExecutionException e) {
      // The caller does the rest alone.
    }
    work(piece);
    awaitHelpers();
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  private void work(IntConsumer piece) {
    for (int i = next.getAndIncrement(); i < pieces; i = next.getAndIncrement()) {
      try {
        if (failure.get() == null) {
          piece.accept(i);
        }
      } catch (RuntimeException e) {
        failure.compareAndSet(null, e);
      } finally {
        done.countDown();
      }
    }
  }

  /** Waits for the pieces that helpers have begun; each is short, so an interrupt waits with it. */
  private void awaitHelpers() {
    boolean interrupted = false;
    while (true) {
      try {
        done.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

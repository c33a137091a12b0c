package dev.aios.core.internal.engine;

import dev.aios.api.AiosException;
import dev.aios.api.BusyException;
import dev.aios.api.World;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;

/**
 * How many runs may be under way on this node. Whoever starts more waits, or is refused; runs that
 * only wait do not count. A limit on memory, not an exact count: each of several callers that come
 * at the same moment may still get in. Thread-safe.
 */
final class Capacity {
  /** A caller that was overlooked looks for itself. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final int most;
  private final IntSupplier live;
  private final World world;
  private final Queue<Waiter> waiting = new ConcurrentLinkedQueue<>();

  private static final class Waiter {
    private final CompletableFuture<Void> told = new CompletableFuture<>();
  }

  Capacity(int most, IntSupplier live, World world) {
    this.most = most;
    this.live = live;
    this.world = world;
  }

  boolean isFull() {
    return live.getAsInt() >= most;
  }

  /** Returns when there is room. */
  void enter(String what, boolean refuses, Runnable requireOpen) {
    while (isFull()) {
      requireOpen.run();
      if (refuses) {
        throw new BusyException(
            what
                + " was refused: "
                + most
                + " runs are under way here, which is the most. Try again later, start it without"
                + " orRefuse() to wait, or raise mostRuns");
      }
      Waiter waiter = new Waiter();
      waiting.add(waiter);
      try {
        if (isFull()) {
          await(what, waiter.told);
        }
      } finally {
        waiting.remove(waiter);
      }
    }
  }

  private void await(String what, CompletableFuture<Void> told) {
    try {
      world.await(told, LOOK);
    } catch (TimeoutException e) {
      // look
      return;
    } catch (ExecutionException e) {
      throw new IllegalStateException("nothing completes it so", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AiosException(
          "interrupted while " + what + " waited for room: it has not begun", e);
    }
  }

  /** A run is no longer under way. */
  void left() {
    Waiter next = waiting.poll();
    if (next != null) {
      next.told.complete(null);
    }
  }
}

package dev.aios.core.internal.door;

import dev.aios.api.World;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Effects that the threads of one piece of work have under way. Thread-safe. */
public final class UnderWay {
  private int count;
  private @Nullable CompletableFuture<Void> idle;

  /** None yet. */
  public UnderWay() {}

  /** An effect begins. */
  public synchronized void enter() {
    count++;
  }

  /** An effect has ended, whatever came of it. */
  public void leave() {
    CompletableFuture<Void> told = null;
    synchronized (this) {
      count--;
      if (count == 0) {
        told = idle;
        idle = null;
      }
    }
    if (told != null) {
      told.complete(null);
    }
  }

  /**
   * Waits until none is under way, or the thread is interrupted: then what is left is in doubt.
   *
   * @param world time
   * @param atMost longer than any of them takes
   */
  public void settle(World world, Duration atMost) {
    CompletableFuture<Void> last = new CompletableFuture<>();
    synchronized (this) {
      if (count == 0) {
        return;
      }
      idle = last;
    }
    try {
      world.await(last, atMost);
    } catch (InterruptedException e) {
      // the work is stopped; so are they, or they are in doubt
      return;
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("nothing completes it so", e);
    }
  }
}

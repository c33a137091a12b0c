package dev.aios.core.internal.door;

import dev.aios.api.World;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts the thread that performs an attempt when its time is up, and never after it is done.
 */
final class Deadline {
  private final World.@Nullable Cancellable timer;
  private final Thread worker = Thread.currentThread();
  private boolean over;
  private boolean struck;

  Deadline(World world, @Nullable Instant due, Runnable onTimeout) {
    timer = due == null ? null : world.schedule(due, () -> strike(onTimeout));
  }

  private void strike(Runnable onTimeout) {
    synchronized (this) {
      if (over) {
        return;
      }
      struck = true;
      worker.interrupt();
    }
    onTimeout.run();
  }

  /** Ends the watch; returns whether the time was up before. */
  boolean finish() {
    synchronized (this) {
      over = true;
      if (struck) {
        // the interrupt was meant for the attempt, not for what the thread does next
        Thread.interrupted();
      }
    }
    if (timer != null) {
      timer.cancel();
    }
    return struck;
  }
}

package dev.aios.core.internal.journal.postgres;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * What a thread has while it waits for the database: an interrupt neither ends its pauses nor makes
 * them shorter, and is there again afterwards. Confined to the thread.
 */
final class Patience {
  private boolean interrupted = Thread.interrupted();

  void pause(Duration time) {
    LockSupport.parkNanos(this, time.toNanos());
    interrupted |= Thread.interrupted();
  }

  /** Whether the thread was interrupted since it was last asked or paused. */
  boolean wasDisturbed() {
    boolean now = Thread.interrupted();
    interrupted |= now;
    return now;
  }

  void end() {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.aios.core.internal.event;

import dev.aios.api.World;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Retry;
import java.time.Duration;
import java.time.Instant;

/** Enters what a delivery came to into the progress. Thread-safe. */
final class Settling {
  private final World world;
  private final Retry retry;
  private final Setbacks setbacks;
  private final Progress progress;
  private final Object lock;

  Settling(World world, Retry retry, Setbacks setbacks, Progress progress, Object lock) {
    this.world = world;
    this.retry = retry;
    this.setbacks = setbacks;
    this.progress = progress;
    this.lock = lock;
  }

  /**
   * Enters an outcome.
   *
   * @param closing whether the node closes: what a handler works with may be closed already, so a
   *     failure is no fault of the event's
   */
  void settle(Pending event, Outcome outcome, boolean closing) {
    boolean failed = outcome instanceof Outcome.Failed || outcome instanceof Outcome.Hopeless;
    if (outcome instanceof Outcome.Unread || (failed && closing)) {
      putBack(event);
    } else if (outcome instanceof Outcome.Failed again) {
      failed(event, again.error());
    } else if (outcome instanceof Outcome.Hopeless hopeless) {
      dead(event, hopeless.error());
    } else {
      synchronized (lock) {
        if (outcome instanceof Outcome.Suspended) {
          progress.suspended(event, world.millis());
        } else {
          progress.done(event);
        }
      }
    }
  }

  /** Nothing has become of it; it comes again. */
  void putBack(Pending event) {
    synchronized (lock) {
      progress.putBack(event, world.millis());
    }
  }

  private void failed(Pending event, String error) {
    Duration wait = retry.waitAfter(event.failures + 1, world.random());
    Instant retryAt = world.instant().plus(wait);
    Write part = setbacks.failed(event, error, retryAt);
    synchronized (lock) {
      progress.failed(event, retryAt.toEpochMilli(), part);
    }
  }

  private void dead(Pending event, String error) {
    Write part = setbacks.dead(event, error);
    synchronized (lock) {
      progress.dead(event, part);
    }
  }
}

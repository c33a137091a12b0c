package dev.aios.core.internal.event;

import dev.aios.api.ErasedException;
import dev.aios.api.World;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.api.value.Retry;
import dev.aios.core.internal.seal.Keys;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;

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

  /**
   * Whether a write failed because it was about somebody who was erased meanwhile; if so, that is
   * left out of the next.
   */
  boolean isErasure(Throwable error, Journal journal) {
    if (!(error instanceof ErasedException)) {
      return false;
    }
    Predicate<Json> gone =
        body -> body.seal() != null && journal.row(Keys.TABLE, body.seal()).isEmpty();
    synchronized (lock) {
      progress.forget(
          part ->
              part.records().stream().map(Draft::body).anyMatch(gone)
                  || part.rows().stream()
                      .anyMatch(row -> row instanceof RowChange.Put put && gone.test(put.body())));
    }
    return true;
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

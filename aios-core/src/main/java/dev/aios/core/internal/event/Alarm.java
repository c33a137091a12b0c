package dev.aios.core.internal.event;

import dev.aios.api.World;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Rings at one time, which can be moved. Not thread-safe: guarded by the lock of its owner. */
final class Alarm {
  private final World world;
  private final Runnable ring;
  private World.@Nullable Cancellable scheduled;
  private long due = Long.MAX_VALUE;

  /**
   * An alarm that is not set.
   *
   * @param ring called on the world's executor; the owner then calls {@link #rang} under its lock
   */
  Alarm(World world, Runnable ring) {
    this.world = world;
    this.ring = ring;
  }

  /**
   * Sets it, instead of what it was set to.
   *
   * @param millis when, in milliseconds since the epoch; empty for never
   * @throws dev.aios.api.ClosedException if the world is closed
   */
  void set(OptionalLong millis) {
    if (millis.orElse(Long.MAX_VALUE) == due) {
      return;
    }
    cancel();
    if (millis.isPresent()) {
      scheduled = world.schedule(Instant.ofEpochMilli(millis.getAsLong()), ring);
      due = millis.getAsLong();
    }
  }

  void rang() {
    scheduled = null;
    due = Long.MAX_VALUE;
  }

  void cancel() {
    if (scheduled != null) {
      scheduled.cancel();
    }
    rang();
  }
}

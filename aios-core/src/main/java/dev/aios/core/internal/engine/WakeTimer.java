package dev.aios.core.internal.engine;

import dev.aios.api.World;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Makes a live run look at itself at a time: one timer a run, however often the time is named. Used
 * by whoever is at the run's mailbox.
 */
final class WakeTimer {
  private final Engine engine;
  private final String run;
  private World.@Nullable Cancellable timer;
  private @Nullable Instant at;

  WakeTimer(Engine engine, String run) {
    this.engine = engine;
    this.run = run;
  }

  /** Sets the time in place of the one before; never if null. */
  void at(@Nullable Instant time) {
    World.Cancellable before = timer;
    if (before != null && time != null && time.equals(at) && time.isAfter(now())) {
      return;
    }
    if (before != null) {
      before.cancel();
    }
    at = time;
    timer =
        time == null
            ? null
            : engine.world().schedule(time, Engine.guarded(() -> engine.pokeNow(run)));
  }

  private Instant now() {
    return engine.world().instant();
  }
}

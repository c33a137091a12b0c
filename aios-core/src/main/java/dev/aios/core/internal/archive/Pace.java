package dev.aios.core.internal.archive;

import dev.aios.api.World;
import java.time.Duration;
import java.time.Instant;

/**
 * How soon the next file may follow: the longer a file takes, the longer writers are left alone
 * behind it; the more is due, the less. Used by one thread at a time.
 */
final class Pace {
  private static final Duration LEAST = Duration.ofMillis(5);
  private static final Duration MOST = Duration.ofSeconds(2);

  /** So many runs that are due are no backlog yet. */
  private static final int FEW = 1_000;

  /** Of the time, archiving takes a fifth while little is due. */
  private static final int SHY = 4;

  /** And a half while much is. */
  private static final int BUSY = 1;

  private final World world;
  private long began;

  Pace(World world) {
    this.world = world;
  }

  void begins() {
    began = world.nanoTime();
  }

  /** When the next file may be begun, with so many runs due still. */
  Instant next(int backlog) {
    long took = Math.max(0, world.nanoTime() - began);
    Duration pause = Duration.ofNanos(took).multipliedBy(backlog > FEW ? BUSY : SHY);
    Duration least = pause.compareTo(LEAST) < 0 ? LEAST : pause;
    return world.instant().plus(least.compareTo(MOST) > 0 ? MOST : least);
  }
}

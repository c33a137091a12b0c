package dev.aios.core.internal;

import java.time.Duration;
import java.time.Instant;

/**
 * When a time from now is over. Callers say "for ever" with a duration that no calendar holds, and
 * rows are ranked by milliseconds: whatever lies beyond the year 9999 is over at its end.
 */
public final class Ahead {
  /** The end of the year 9999: nothing waits longer by itself. */
  public static final Instant FAR = Instant.parse("9999-12-31T23:59:59Z");

  private Ahead() {}

  /**
   * Adds a duration of any length.
   *
   * @param now from when on
   * @param time how long; may be negative
   * @return when it is over, {@link #FAR} at the latest
   */
  public static Instant of(Instant now, Duration time) {
    return time.compareTo(Duration.between(now, FAR)) > 0 ? FAR : now.plus(time);
  }
}

package dev.aios.core.internal.schedule;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is recorded of a schedule besides its definition. */
sealed interface Fired {
  /**
   * The body of {@code schedule.fired}.
   *
   * @param times for which runs were started
   * @param upTo every time up to this has been acted on; those that are not named were missed
   * @param error why a time has no run, or null
   */
  record Due(List<Instant> times, Instant upTo, @Nullable String error) implements Fired {}

  /**
   * The body of {@code schedule.backfilled}.
   *
   * @param from the first time that counted
   * @param before the first that did not
   * @param runs how many
   */
  record Backfilled(Instant from, Instant before, int runs) implements Fired {}

  /**
   * The body of {@code schedule.triggered}.
   *
   * @param run which run
   */
  record Triggered(String run) implements Fired {}
}

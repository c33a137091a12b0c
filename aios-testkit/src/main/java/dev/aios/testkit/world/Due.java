package dev.aios.testkit.world;

import java.time.Instant;

/**
 * A turn that is due at a time; ordered by time, then by when it was scheduled.
 *
 * @param at when
 * @param order tells apart what is due at the same time
 * @param turn what is woken then
 */
record Due(Instant at, long order, Turn turn) implements Comparable<Due> {
  @Override
  public int compareTo(Due other) {
    int byTime = at.compareTo(other.at);
    return byTime != 0 ? byTime : Long.compare(order, other.order);
  }
}

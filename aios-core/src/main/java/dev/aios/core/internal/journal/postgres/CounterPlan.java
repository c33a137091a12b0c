package dev.aios.core.internal.journal.postgres;

import dev.aios.core.internal.journal.Conditions;

/** What a group adds to one counter. */
final class CounterPlan {
  final String name;

  /** The sum of what the group adds. */
  long delta;

  /** The most that the counter may be before the group, so that no cap in it is passed. */
  long limit = Long.MAX_VALUE;

  CounterPlan(String name) {
    this.name = name;
  }

  void add(long more, long max) {
    long after = Conditions.sum(delta, more);
    if (more > 0) {
      limit = Math.min(limit, difference(max, after));
    }
    delta = after;
  }

  private static long difference(long max, long after) {
    return after == Long.MIN_VALUE ? Long.MAX_VALUE : Conditions.sum(max, -after);
  }
}

package dev.aios.memory.internal.recall;

import java.util.TreeSet;

/**
 * Some chunks with vectors, to know what chance finds: those whose texts have the lowest keys,
 * which are hashes. The same rows give the same sample, whatever the order in which they came, so a
 * restart changes no score. Changed under the index's write lock.
 */
final class Sample {
  /** Enough to know the spread of cosines within a few hundredths. */
  private static final int MOST = 256;

  private final TreeSet<Integer> chosen;

  /** Whether a chosen one was removed, and one that was passed over would be next. */
  private boolean incomplete;

  private boolean passedOver;

  Sample(Best.TieBreaker order) {
    this.chosen = new TreeSet<>(order::compare);
  }

  void add(int chunk) {
    chosen.add(chunk);
    if (chosen.size() > MOST) {
      chosen.pollLast();
      passedOver = true;
    }
  }

  /** To be called while the chunk can still be compared. */
  void remove(int chunk) {
    if (chosen.remove(chunk) && passedOver) {
      incomplete = true;
    }
  }

  /** Whether it has to be made anew. */
  boolean isIncomplete() {
    return incomplete;
  }

  void clear() {
    chosen.clear();
    incomplete = false;
    passedOver = false;
  }

  int[] chunks() {
    return chosen.stream().mapToInt(Integer::intValue).toArray();
  }
}

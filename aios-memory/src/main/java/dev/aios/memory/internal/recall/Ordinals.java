package dev.aios.memory.internal.recall;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Small numbers that are used again: there are never many more of them than are in use. What was
 * released is used again only after everything that may still mention it was purged of it.
 */
final class Ordinals {
  /** So many may wait for a purge; also a quarter of those in use. */
  private static final int WAITING = 64;

  private final Deque<Integer> free = new ArrayDeque<>();
  private final List<Integer> released = new ArrayList<>();
  private int next;

  int take() {
    Integer one = free.poll();
    return one == null ? next++ : one;
  }

  /** Gives a number back, and says whether it is time to purge. */
  boolean release(int one) {
    released.add(one);
    return released.size() > WAITING && released.size() > (next - free.size()) / 4;
  }

  /** Nothing mentions what was released any more. */
  void purged() {
    free.addAll(released);
    released.clear();
  }
}

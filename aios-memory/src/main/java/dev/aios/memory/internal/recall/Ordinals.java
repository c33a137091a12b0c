package dev.aios.memory.internal.recall;

import java.util.BitSet;

/** Small numbers that are used again: there are never many more of them than are in use. */
final class Ordinals {
  private final BitSet used = new BitSet();
  private int lowest;

  int take() {
    int one = used.nextClearBit(lowest);
    used.set(one);
    lowest = one + 1;
    return one;
  }

  /** Takes a number that is known to be free. */
  void take(int one) {
    used.set(one);
  }

  boolean has(int one) {
    return used.get(one);
  }

  void release(int one) {
    used.clear(one);
    lowest = Math.min(lowest, one);
  }

  /** All numbers in use are below this. */
  int limit() {
    return used.length();
  }
}

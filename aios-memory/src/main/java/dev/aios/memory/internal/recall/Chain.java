package dev.aios.memory.internal.recall;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Which chunk follows which in a conversation. A chunk is judged together with what stands around
 * it, each step away counting half, and what follows half of what goes before: a question before an
 * answer says more of the answer than what is said after it. Guarded by the index's lock.
 */
final class Chain {
  static final int NONE = -1;

  /** In which nothing stands beside anything. */
  static final Chain EMPTY = new Chain();

  /** The most chunks that one speaks for. */
  static final int MOST = 5;

  /** The weights of the one before, the one after, and those two steps away. */
  private static final double[] WEIGHTS = {1, 0.5, 0.25, 0.25, 0.125};

  /** The sides of a chunk. */
  private static final int BEFORE = 0;

  private static final int AFTER = 1;

  /** What is on a side of a chunk, in two bits: the one with the next number on that side ... */
  private static final int NEXT_NUMBER = 1;

  /** ... or the one that {@link #links} says. */
  private static final int LINKED = 2;

  /**
   * For each chunk what is on its sides. What is added together has numbers that follow each other:
   * a byte says so, and of many chunks the bytes stay at hand where their links would not.
   */
  private byte[] kinds = new byte[0];

  /** For each chunk the one before and the one after it, where they are linked. */
  private int[] links = new int[0];

  /** What is done with a chunk and those around it. */
  interface Visitor {
    void visit(int chunk, double weight);
  }

  /** Makes one chunk follow another; either may be {@link #NONE}. */
  void link(int before, int after) {
    set(before, AFTER, after);
    set(after, BEFORE, before);
  }

  private void set(int chunk, int side, int other) {
    if (chunk < 0) {
      return;
    }
    if (chunk >= kinds.length) {
      kinds = Arrays.copyOf(kinds, Math.max(chunk + 1, kinds.length * 2));
    }
    int kind = other < 0 ? 0 : other == nextNumber(chunk, side) ? NEXT_NUMBER : LINKED;
    int shift = 2 * side;
    kinds[chunk] = (byte) ((kinds[chunk] & ~(3 << shift)) | (kind << shift));
    if (kind == LINKED) {
      int at = 2 * chunk + side;
      if (at >= links.length) {
        links = Arrays.copyOf(links, Math.max(at + 1, links.length * 2));
      }
      links[at] = other;
    }
  }

  private static int nextNumber(int chunk, int side) {
    return side == BEFORE ? chunk - 1 : chunk + 1;
  }

  private int get(int chunk, int side) {
    if (chunk < 0 || chunk >= kinds.length) {
      return NONE;
    }
    int kind = (kinds[chunk] >> (2 * side)) & 3;
    return kind == NEXT_NUMBER
        ? nextNumber(chunk, side)
        : kind == LINKED ? links[2 * chunk + side] : NONE;
  }

  /** Forgets a chunk: its number may be another's next. */
  void forget(int ordinal) {
    if (ordinal < kinds.length) {
      kinds[ordinal] = 0;
    }
  }

  int previous(int ordinal) {
    return get(ordinal, BEFORE);
  }

  int next(int ordinal) {
    return get(ordinal, AFTER);
  }

  boolean hasAround(int chunk) {
    return previous(chunk) >= 0 || next(chunk) >= 0;
  }

  /**
   * Visits the chunks that a chunk is judged by, itself first.
   *
   * @param allowed which may be visited, or null for all
   */
  void around(int chunk, @Nullable BitSet allowed, Visitor visitor) {
    visitor.visit(chunk, WEIGHTS[0]);
    int before = previous(chunk);
    int after = next(chunk);
    if (before < 0 && after < 0) {
      return;
    }
    visit(before, WEIGHTS[1], allowed, visitor);
    visit(after, WEIGHTS[2], allowed, visitor);
    visit(previous(before), WEIGHTS[3], allowed, visitor);
    visit(next(after), WEIGHTS[4], allowed, visitor);
  }

  /**
   * Has some chunks at hand that are about to be asked for, as {@link Signs.Question#fetch} does.
   *
   * @return anything, to be kept
   */
  int fetch(int[] chunks, int from, int to) {
    int all = 0;
    for (int i = from; i < to; i++) {
      all ^= next(chunks[i]);
    }
    return all;
  }

  /**
   * Counts for a chunk and, weighed, for those that are judged by it.
   *
   * @param allowed which may be counted for, or null for all
   * @param into where it is counted
   */
  void spread(int chunk, double count, @Nullable BitSet allowed, Scores into) {
    into.count(chunk, count);
    int before = previous(chunk);
    int after = next(chunk);
    if (before < 0 && after < 0) {
      return;
    }
    count(after, count * WEIGHTS[1], allowed, into);
    count(before, count * WEIGHTS[2], allowed, into);
    count(next(after), count * WEIGHTS[3], allowed, into);
    count(previous(before), count * WEIGHTS[4], allowed, into);
  }

  private static void count(int chunk, double count, @Nullable BitSet allowed, Scores into) {
    if (chunk >= 0 && (allowed == null || allowed.get(chunk))) {
      into.count(chunk, count);
    }
  }

  /** The mean of a chunk's number and those around it, weighed. A plain loop: it is asked often. */
  float mean(int chunk, @Nullable BitSet allowed, int[] numbers) {
    int before = previous(chunk);
    int after = next(chunk);
    if (before < 0 && after < 0) {
      return numbers[chunk];
    }
    double sum = numbers[chunk];
    double weights = WEIGHTS[0];
    int one = before;
    for (int i = 1; i < MOST; i++) {
      if (one >= 0 && (allowed == null || allowed.get(one))) {
        sum += WEIGHTS[i] * numbers[one];
        weights += WEIGHTS[i];
      }
      one = i == 1 ? after : i == 2 ? previous(before) : next(after);
    }
    return (float) (sum / weights);
  }

  private static void visit(int chunk, double weight, @Nullable BitSet allowed, Visitor visitor) {
    if (chunk >= 0 && (allowed == null || allowed.get(chunk))) {
      visitor.visit(chunk, weight);
    }
  }
}

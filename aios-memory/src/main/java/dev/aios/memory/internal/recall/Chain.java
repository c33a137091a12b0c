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

  /** What {@link #kinds} says: the one before has the number before, the one after that after. */
  private static final int BEFORE_IS_NEXT_TO_IT = 1;

  private static final int AFTER_IS_NEXT_TO_IT = 2;

  /** The one before, or after, is the one that {@link #links} says. */
  private static final int BEFORE_IS_LINKED = 4;

  private static final int AFTER_IS_LINKED = 8;

  /**
   * For each chunk where the one before it and the one after it are. What is added together has
   * numbers that follow each other: a byte says so, and of many chunks the bytes stay at hand where
   * their links would not.
   */
  private byte[] kinds = new byte[0];

  /** For each chunk the one before and the one after it, where they are elsewhere. */
  private int[] links = new int[0];

  /** What is done with a chunk and those around it. */
  interface Visitor {
    void visit(int chunk, double weight);
  }

  /** Makes one chunk follow another; either may be {@link #NONE}. */
  void link(int before, int after) {
    if (before >= 0) {
      int kind =
          after < 0
              ? 0
              : after == before + 1 ? AFTER_IS_NEXT_TO_IT : elsewhere(2 * before + 1, after);
      set(before, AFTER_IS_NEXT_TO_IT | AFTER_IS_LINKED, kind);
    }
    if (after >= 0) {
      int kind =
          before < 0
              ? 0
              : before == after - 1 ? BEFORE_IS_NEXT_TO_IT : elsewhere(2 * after, before);
      set(after, BEFORE_IS_NEXT_TO_IT | BEFORE_IS_LINKED, kind);
    }
  }

  private int elsewhere(int at, int chunk) {
    if (at >= links.length) {
      links = Arrays.copyOf(links, Math.max(at + 1, links.length * 2));
    }
    links[at] = chunk;
    return at % 2 == 0 ? BEFORE_IS_LINKED : AFTER_IS_LINKED;
  }

  private void set(int ordinal, int mask, int kind) {
    if (ordinal >= kinds.length) {
      kinds = Arrays.copyOf(kinds, Math.max(ordinal + 1, kinds.length * 2));
    }
    kinds[ordinal] = (byte) ((kinds[ordinal] & ~mask) | kind);
  }

  /** Forgets a chunk: its number may be another's next. */
  void forget(int ordinal) {
    if (ordinal < kinds.length) {
      kinds[ordinal] = 0;
    }
  }

  private int kind(int ordinal) {
    return ordinal >= 0 && ordinal < kinds.length ? kinds[ordinal] : 0;
  }

  int previous(int ordinal) {
    int kind = kind(ordinal);
    return (kind & BEFORE_IS_NEXT_TO_IT) != 0
        ? ordinal - 1
        : (kind & BEFORE_IS_LINKED) != 0 ? links[2 * ordinal] : NONE;
  }

  int next(int ordinal) {
    int kind = kind(ordinal);
    return (kind & AFTER_IS_NEXT_TO_IT) != 0
        ? ordinal + 1
        : (kind & AFTER_IS_LINKED) != 0 ? links[2 * ordinal + 1] : NONE;
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

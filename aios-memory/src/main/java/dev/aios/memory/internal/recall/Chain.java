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

  private int[] previous = new int[0];
  private int[] next = new int[0];

  /** What is done with a chunk and those around it. */
  interface Visitor {
    void visit(int chunk, double weight);
  }

  /** Makes one chunk follow another; either may be {@link #NONE}. */
  void link(int before, int after) {
    if (before >= 0) {
      grow(before);
      next[before] = after;
    }
    if (after >= 0) {
      grow(after);
      previous[after] = before;
    }
  }

  /** Forgets a chunk: its number may be another's next. */
  void forget(int ordinal) {
    if (ordinal < next.length) {
      previous[ordinal] = NONE;
      next[ordinal] = NONE;
    }
  }

  private void grow(int ordinal) {
    if (ordinal >= next.length) {
      int had = next.length;
      int size = Math.max(ordinal + 1, had * 2);
      previous = Arrays.copyOf(previous, size);
      next = Arrays.copyOf(next, size);
      Arrays.fill(previous, had, size, NONE);
      Arrays.fill(next, had, size, NONE);
    }
  }

  int previous(int ordinal) {
    return ordinal >= 0 && ordinal < previous.length ? previous[ordinal] : NONE;
  }

  int next(int ordinal) {
    return ordinal >= 0 && ordinal < next.length ? next[ordinal] : NONE;
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
   * Adds a count to a chunk and, weighed, to those that are judged by it.
   *
   * @param allowed which may be added to, or null for all
   * @param counts what is added to; zero for those not yet in {@code touched}
   * @param touched takes those whose count was zero; room for {@link #MOST} more
   * @param size how many {@code touched} holds
   * @return how many it holds then
   */
  int spread(
      int chunk, double count, @Nullable BitSet allowed, double[] counts, int[] touched, int size) {
    int held = touch(chunk, count, null, counts, touched, size);
    int before = previous(chunk);
    int after = next(chunk);
    if (before < 0 && after < 0) {
      return held;
    }
    held = touch(after, count * WEIGHTS[1], allowed, counts, touched, held);
    held = touch(before, count * WEIGHTS[2], allowed, counts, touched, held);
    held = touch(next(after), count * WEIGHTS[3], allowed, counts, touched, held);
    return touch(previous(before), count * WEIGHTS[4], allowed, counts, touched, held);
  }

  private static int touch(
      int chunk, double count, @Nullable BitSet allowed, double[] counts, int[] touched, int size) {
    if (chunk < 0 || (allowed != null && !allowed.get(chunk))) {
      return size;
    }
    int held = size;
    if (counts[chunk] == 0) {
      touched[held++] = chunk;
    }
    counts[chunk] += count;
    return held;
  }

  /** The mean of a chunk's number and those around it, weighed. A plain loop: it is asked often. */
  double mean(int chunk, @Nullable BitSet allowed, int[] numbers) {
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
    return sum / weights;
  }

  private static void visit(int chunk, double weight, @Nullable BitSet allowed, Visitor visitor) {
    if (chunk >= 0 && (allowed == null || allowed.get(chunk))) {
      visitor.visit(chunk, weight);
    }
  }
}

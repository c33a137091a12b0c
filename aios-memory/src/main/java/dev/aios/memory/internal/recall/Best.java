package dev.aios.memory.internal.recall;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keeps the best of many. Of equal scores the lower tie-breaker wins, so that the order does not
 * depend on the order of offering. Not thread-safe.
 */
final class Best {
  /** A number for each chunk that stays the same when the index is made anew. */
  interface TieBreaker {
    int compare(int one, int two);
  }

  private final int most;
  private final TieBreaker ties;

  /** A heap with the worst of the best first. */
  private int[] chunks;

  private double[] scores;
  private int size;

  Best(int most, TieBreaker ties) {
    this.most = most;
    this.ties = ties;
    this.chunks = new int[Math.min(most, 64) + 1];
    this.scores = new double[chunks.length];
  }

  void offer(int chunk, double score) {
    if (size < most) {
      add(chunk, score);
    } else if (most > 0 && score >= scores[0] && isWorse(chunks[0], scores[0], chunk, score)) {
      sink(chunk, score);
    }
  }

  /** Whether a chunk of that score might be among the best. */
  boolean takes(double score) {
    return size < most || (most > 0 && score >= scores[0]);
  }

  List<Ranked> list() {
    List<Ranked> list = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      list.add(new Ranked(chunks[i], scores[i]));
    }
    list.sort((a, b) -> compare(b.chunk(), b.score(), a.chunk(), a.score()));
    return list;
  }

  private void add(int chunk, double score) {
    if (size == chunks.length) {
      chunks = Arrays.copyOf(chunks, size * 2);
      scores = Arrays.copyOf(scores, size * 2);
    }
    int at = size++;
    while (at > 0) {
      int parent = (at - 1) / 2;
      if (!isWorse(chunk, score, chunks[parent], scores[parent])) {
        break;
      }
      chunks[at] = chunks[parent];
      scores[at] = scores[parent];
      at = parent;
    }
    chunks[at] = chunk;
    scores[at] = score;
  }

  /** Puts one in the place of the worst. */
  private void sink(int chunk, double score) {
    int at = 0;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size
          && isWorse(chunks[child + 1], scores[child + 1], chunks[child], scores[child])) {
        child++;
      }
      if (!isWorse(chunks[child], scores[child], chunk, score)) {
        break;
      }
      chunks[at] = chunks[child];
      scores[at] = scores[child];
      at = child;
    }
    chunks[at] = chunk;
    scores[at] = score;
  }

  private boolean isWorse(int one, double itsScore, int other, double othersScore) {
    return compare(one, itsScore, other, othersScore) < 0;
  }

  /** Negative if one is worse than another. */
  private int compare(int one, double itsScore, int other, double othersScore) {
    int byScore = Double.compare(itsScore, othersScore);
    return byScore != 0 ? byScore : ties.compare(other, one);
  }
}

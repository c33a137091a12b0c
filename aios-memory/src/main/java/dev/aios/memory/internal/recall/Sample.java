package dev.aios.memory.internal.recall;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * Some chunks with vectors, to know what chance finds: those whose texts have the lowest keys,
 * which are hashes. The same rows give the same sample, whatever the order in which they came, so a
 * restart changes no score. Changed under the index's write lock.
 */
final class Sample {
  /** Enough to know the spread of cosines within a few hundredths. */
  private static final int MOST = 256;

  /** So many of a segment are enough: its texts are sorted, so no later one would be chosen. */
  static final int OF_SEGMENT = 300;

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

  /**
   * Makes it anew if one of the chosen was removed.
   *
   * @param hasVector whether a chunk has a vector
   */
  void complete(TextTable texts, List<Segment> segments, IntPredicate hasVector) {
    if (!incomplete) {
      return;
    }
    chosen.clear();
    incomplete = false;
    passedOver = false;
    for (IndexedText text : texts.inMemory()) {
      addAll(text, hasVector);
    }
    for (Segment segment : segments) {
      int added = 0;
      for (int text = 0; text < segment.texts() && added < OF_SEGMENT; text++) {
        added += segment.isThere(text) ? addAll(segment.text(text), hasVector) : 0;
      }
    }
  }

  private int addAll(IndexedText text, IntPredicate hasVector) {
    int added = 0;
    for (int chunk : text.chunks) {
      if (hasVector.test(chunk)) {
        add(chunk);
        added++;
      }
    }
    return added;
  }

  /**
   * The vectors that stand for the sample where chunks are judged with those around them: a weighed
   * mean of cosines is the cosine with the weighed mean, which need be made only once.
   */
  Columns around(Chain chain, VectorIndex vectors) {
    List<float[]> all = new ArrayList<>(chosen.size());
    for (int chunk : chosen) {
      float[] first = vectors.vector(chunk);
      if (first != null) {
        double[] sums = new double[first.length];
        double[] weights = new double[1];
        chain.around(
            chunk,
            null,
            (one, weight) -> {
              float[] vector = one == chunk ? first : vectors.vector(one);
              if (vector != null) {
                for (int i = 0; i < sums.length; i++) {
                  sums[i] += weight * vector[i];
                }
                weights[0] += weight;
              }
            });
        float[] mean = new float[sums.length];
        for (int i = 0; i < mean.length; i++) {
          mean[i] = (float) (sums[i] / weights[0]);
        }
        all.add(mean);
      }
    }
    return new Columns(all);
  }

  int[] chunks() {
    return chosen.stream().mapToInt(Integer::intValue).toArray();
  }
}

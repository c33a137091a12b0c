package dev.aios.memory.internal.recall;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What chunks have by their meaning: by how many standard deviations the cosine with the question
 * exceeds that of chunks taken at random. Used by one thread, for one search.
 */
final class Meaning {
  private final RecallIndex index;
  private final float @Nullable [] question;
  private final @Nullable Target target;
  private final @Nullable BitSet allowed;
  private final boolean neighbours;
  private Chance chance = Chance.UNKNOWN;

  /**
   * @param vector of the question; null if nothing has a meaning
   * @param allowed which chunks may be found and may speak for their neighbours, or null for all
   * @param neighbours whether a chunk is judged with those around it
   */
  Meaning(
      RecallIndex index, float @Nullable [] vector, @Nullable BitSet allowed, boolean neighbours) {
    this.index = index;
    this.question = vector;
    this.target = vector == null ? null : index.vectors().target(vector);
    this.allowed = allowed;
    this.neighbours = neighbours;
  }

  /** Learns what chance finds. */
  void measure() {
    Target its = target;
    if (question == null || its == null) {
      return;
    }
    if (neighbours && allowed == null) {
      chance = Chance.of(index.sampleAround().products(question));
    } else {
      int[] sample = index.sample();
      float[] cosines = new float[sample.length];
      for (int i = 0; i < sample.length; i++) {
        cosines[i] = (float) cosine(its::cosine, sample[i], neighbours);
      }
      chance = Chance.of(cosines);
    }
  }

  /** The nearest chunks by themselves, the nearest first. */
  List<Ranked> nearest(int most) {
    Target its = target;
    if (its == null) {
      return List.of();
    }
    Best near = new Best(most, index::compare);
    index.vectors().search(its, allowed, near, most);
    List<Ranked> ranked = near.list();
    ranked.forEach(one -> its.known(one.chunk(), one.score()));
    return ranked;
  }

  /** What a chunk has, with those around it if they are to count. */
  double of(int chunk) {
    return of(chunk, neighbours);
  }

  /** What a chunk has by itself. */
  double alone(int chunk) {
    return of(chunk, false);
  }

  /** Whether {@link #nearly} takes less time than {@link #of}. */
  boolean canBeGuessed() {
    return target != null && target.coded() != null;
  }

  /** Has the codes of chunks at hand that are about to be asked for. */
  void fetch(int[] chunks) {
    if (target != null) {
      target.fetch(chunks);
    }
  }

  /** Nearly what a chunk has, by codes instead of vectors. */
  double nearly(int chunk) {
    return target == null ? 0 : exceeded(cosine(target::nearly, chunk, neighbours));
  }

  /** The cosine of a chunk by itself, or 0 if it has none. */
  double similarity(int chunk) {
    double cosine = target == null ? 0 : target.cosine(chunk);
    return Double.isNaN(cosine) ? 0 : cosine;
  }

  private double of(int chunk, boolean withNeighbours) {
    return target == null ? 0 : exceeded(cosine(target::cosine, chunk, withNeighbours));
  }

  private double exceeded(double cosine) {
    return Double.isNaN(cosine) ? 0 : chance.exceededBy(cosine);
  }

  /** The cosine of a chunk; with what stands around it, the weighed mean. */
  private double cosine(Cosines.Source cosines, int chunk, boolean withNeighbours) {
    if (!withNeighbours) {
      return cosines.of(chunk);
    }
    double[] sums = new double[2];
    index
        .chain()
        .around(
            chunk,
            allowed,
            (one, weight) -> {
              double cosine = cosines.of(one);
              if (!Double.isNaN(cosine)) {
                sums[0] += weight * cosine;
                sums[1] += weight;
              }
            });
    return sums[0] / sums[1];
  }
}

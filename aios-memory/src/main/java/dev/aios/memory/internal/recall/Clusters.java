package dev.aios.memory.internal.recall;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Groups vectors of unit length by direction: spherical k-means (Dhillon and Modha, Concept
 * decompositions for large sparse text data using clustering, 2001). It begins with vectors that
 * are far from each other, so the same vectors in the same order give the same groups.
 */
final class Clusters {
  private static final int ROUNDS = 12;

  private final List<float[]> centres = new ArrayList<>();

  /**
   * @param vectors at least one
   * @param most how many groups at most
   */
  Clusters(List<float[]> vectors, int most) {
    begin(vectors, most);
    int[] group = new int[vectors.size()];
    for (int round = 0; round < ROUNDS; round++) {
      int[] before = group.clone();
      for (int i = 0; i < group.length; i++) {
        group[i] = nearest(vectors.get(i));
      }
      if (round > 0 && Arrays.equals(before, group)) {
        return;
      }
      move(vectors, group);
    }
  }

  private void begin(List<float[]> vectors, int most) {
    float[] nearness = new float[vectors.size()];
    Arrays.fill(nearness, Float.NEGATIVE_INFINITY);
    int next = 0;
    while (centres.size() < most) {
      float[] centre = vectors.get(next).clone();
      centres.add(centre);
      next = 0;
      for (int i = 0; i < nearness.length; i++) {
        nearness[i] = Math.max(nearness[i], dot(centre, vectors.get(i)));
        if (nearness[i] < nearness[next]) {
          next = i;
        }
      }
      if (nearness[next] > 0.999f) {
        return; // The rest says the same as those chosen.
      }
    }
  }

  /** Each centre to the mean direction of its group; one without a group stays. */
  private void move(List<float[]> vectors, int[] group) {
    int dimension = vectors.get(0).length;
    float[][] sums = new float[centres.size()][dimension];
    for (int i = 0; i < group.length; i++) {
      float[] sum = sums[group[i]];
      float[] vector = vectors.get(i);
      for (int j = 0; j < dimension; j++) {
        sum[j] += vector[j];
      }
    }
    for (int i = 0; i < sums.length; i++) {
      float length = (float) Math.sqrt(dot(sums[i], sums[i]));
      if (length > 0) {
        for (int j = 0; j < dimension; j++) {
          centres.get(i)[j] = sums[i][j] / length;
        }
      }
    }
  }

  int count() {
    return centres.size();
  }

  /** The group that a vector belongs to. */
  int nearest(float[] vector) {
    int nearest = 0;
    float best = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < centres.size(); i++) {
      float near = dot(centres.get(i), vector);
      if (near > best) {
        best = near;
        nearest = i;
      }
    }
    return nearest;
  }

  /** How typical a vector is of a group, at most 1. */
  float nearness(int group, float[] vector) {
    return dot(centres.get(group), vector);
  }

  private static float dot(float[] a, float[] b) {
    float even = 0;
    float odd = 0;
    int i = 0;
    for (; i + 1 < a.length; i += 2) {
      even += a[i] * b[i];
      odd += a[i + 1] * b[i + 1];
    }
    return i < a.length ? even + odd + a[i] * b[i] : even + odd;
  }
}

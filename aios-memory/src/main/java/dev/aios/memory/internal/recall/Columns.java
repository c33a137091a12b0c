package dev.aios.memory.internal.recall;

import java.util.List;

/**
 * Vectors by their components: the first of each, the second of each, and so on. All are compared
 * with a question at once, which any JVM does many at a time (a sum over one vector it does one by
 * one, so as to round as written). Immutable.
 */
final class Columns {
  private final int count;
  private final float[] components;

  /**
   * @param vectors of the same length
   */
  Columns(List<float[]> vectors) {
    this.count = vectors.size();
    int dimension = count == 0 ? 0 : vectors.get(0).length;
    this.components = new float[dimension * count];
    for (int vector = 0; vector < count; vector++) {
      float[] one = vectors.get(vector);
      for (int i = 0; i < dimension; i++) {
        components[i * count + vector] = one[i];
      }
    }
  }

  /** The product of a question with each vector. */
  float[] products(float[] question) {
    float[] products = new float[count];
    if (count > 0) {
      for (int i = 0; i < question.length; i++) {
        add(question[i], i * count, products);
      }
    }
    return products;
  }

  private void add(float times, int from, float[] to) {
    for (int vector = 0; vector < to.length; vector++) {
      to[vector] += times * components[from + vector];
    }
  }
}

package dev.aios.benchmarks.vectors;

import java.util.Random;

/**
 * Made-up vectors in clusters around directions that resemble each other somewhat; they fill all
 * their dimensions, which vectors of texts do not, so that they are the harder case. Each is made
 * anew from its number, so that a million need no memory.
 */
final class Cloud implements Source {
  static final int DIMENSION = 384;
  private static final int CLUSTERS = 2_000;
  private static final double SPREAD = 0.9;

  private final float[][] centres = new float[CLUSTERS][];

  Cloud() {
    Random random = new Random(384);
    float[] common = gaussian(random);
    for (int i = 0; i < CLUSTERS; i++) {
      float[] centre = gaussian(random);
      for (int j = 0; j < DIMENSION; j++) {
        centre[j] += 0.8f * common[j];
      }
      centres[i] = centre;
    }
  }

  @Override
  public float[] question(int number) {
    return vector(-1 - number);
  }

  @Override
  public float[] vector(int number) {
    Random random = new Random(number * 0x9E3779B97F4A7C15L);
    float[] centre = centres[random.nextInt(CLUSTERS)];
    float[] vector = gaussian(random);
    double squares = 0;
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) (centre[i] + SPREAD * vector[i]);
      squares += (double) vector[i] * vector[i];
    }
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] /= (float) Math.sqrt(squares);
    }
    return vector;
  }

  private static float[] gaussian(Random random) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }
}

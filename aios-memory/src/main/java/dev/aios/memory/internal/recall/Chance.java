package dev.aios.memory.internal.recall;

/**
 * What chance finds: mean and standard deviation of the cosines of chunks taken at random.
 *
 * @param mean of the cosines
 * @param deviation of the cosines
 */
record Chance(double mean, double deviation) {
  /** Nothing is known: a cosine is taken as it is. */
  static final Chance UNKNOWN = new Chance(0, 1);

  /** So small a deviation comes from too few or all the same vectors. */
  private static final double LEAST_DEVIATION = 0.01;

  static Chance of(float[] cosines) {
    if (cosines.length == 0) {
      return UNKNOWN;
    }
    double sum = 0;
    double squares = 0;
    for (float cosine : cosines) {
      sum += cosine;
      squares += (double) cosine * cosine;
    }
    double mean = sum / cosines.length;
    double variance = Math.max(0, squares / cosines.length - mean * mean);
    return new Chance(mean, Math.max(LEAST_DEVIATION, Math.sqrt(variance)));
  }

  /** By how many standard deviations a cosine exceeds what chance finds. */
  double exceededBy(double cosine) {
    return (cosine - mean) / deviation;
  }
}

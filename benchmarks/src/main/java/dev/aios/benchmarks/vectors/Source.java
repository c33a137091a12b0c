package dev.aios.benchmarks.vectors;

/** Vectors of unit length by their numbers, the same each time. */
interface Source {
  /** What is searched for; none of the vectors that are searched. */
  float[] question(int number);

  /** What is searched. */
  float[] vector(int number);
}

package dev.aios.memory.internal.recall;

import org.jspecify.annotations.Nullable;

/** What is searched for: a question, and its vector. Immutable. */
final class Probe {
  final Asked asked;
  final float @Nullable [] vector;

  /**
   * @param asked a question
   * @param vector its vector, or null; not changed any more
   */
  Probe(Asked asked, float @Nullable [] vector) {
    this.asked = asked;
    this.vector = vector;
  }
}

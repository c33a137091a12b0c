package dev.aios.api.model;

import java.util.List;

/**
 * Reads a question and candidate answers together and says how well each answers: slower and better
 * than comparing vectors, so only the best of a search are given to it. Thread-safe.
 */
@FunctionalInterface
public interface Reranker {
  /**
   * Scores.
   *
   * @param question the question
   * @param texts the candidates
   * @return one finite number for each text, in order, the higher the better; only their order
   *     means anything
   * @throws dev.aios.api.EffectFailedException if the model cannot be loaded or reached
   */
  List<Double> score(String question, List<String> texts);
}

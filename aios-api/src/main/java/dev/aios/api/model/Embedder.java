package dev.aios.api.model;

import java.util.List;

/** Turns texts into vectors whose cosine tells how near they are in meaning. Thread-safe. */
public interface Embedder {
  /**
   * The model's name and version; vectors of different names are never compared.
   *
   * @return for example {@code "all-minilm-l6-v2-q"}
   */
  String name();

  /**
   * The length of its vectors.
   *
   * @return the number of components
   */
  int dimension();

  /**
   * Embeds.
   *
   * @param texts what to embed; longer texts than the model takes are cut
   * @return one vector of unit length for each text, in order
   * @throws dev.aios.api.EffectFailedException if the model cannot be loaded or reached
   */
  List<float[]> embed(List<String> texts);

  /**
   * Embeds a question, for models that treat questions differently from passages.
   *
   * @param question the question
   * @return a vector of unit length
   */
  default float[] embedQuestion(String question) {
    return embed(List.of(question)).get(0);
  }

  /**
   * What it costs; only input tokens count.
   *
   * @return the price
   */
  default Price price() {
    return Price.FREE;
  }
}

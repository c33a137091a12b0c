package dev.aios.memory.internal.recall;

import dev.aios.api.EffectFailedException;
import dev.aios.api.model.Embedder;
import java.util.ArrayList;
import java.util.List;

/** Asks an embedder and believes nothing: what it gives is checked before it is stored. */
final class Vectors {
  private final Embedder embedder;

  Vectors(Embedder embedder) {
    this.embedder = embedder;
  }

  String model() {
    return embedder.name();
  }

  int dimension() {
    return embedder.dimension();
  }

  List<float[]> of(List<String> texts) {
    List<float[]> vectors = embedder.embed(texts);
    if (vectors.size() != texts.size()) {
      throw wrong("gave " + vectors.size() + " vectors for " + texts.size() + " texts");
    }
    List<float[]> units = new ArrayList<>(vectors.size());
    vectors.forEach(vector -> units.add(unit(vector)));
    return units;
  }

  float[] ofQuestion(String question) {
    return unit(embedder.embedQuestion(question));
  }

  private float[] unit(float[] vector) {
    if (vector.length != embedder.dimension()) {
      throw wrong(
          "gave a vector of "
              + vector.length
              + " components, its dimension is "
              + embedder.dimension());
    }
    double squares = 0;
    for (float component : vector) {
      squares += (double) component * component;
    }
    if (!(squares > 0) || Double.isInfinite(squares)) {
      throw wrong("gave a vector without direction (zero, NaN or infinite)");
    }
    float[] unit = new float[vector.length];
    double length = Math.sqrt(squares);
    for (int i = 0; i < vector.length; i++) {
      unit[i] = (float) (vector[i] / length);
    }
    return unit;
  }

  private EffectFailedException wrong(String what) {
    return new EffectFailedException(
        "Embedder "
            + embedder.name()
            + " "
            + what
            + "; nothing of it was stored. It does not keep the contract of Embedder: repair or"
            + " replace it");
  }
}

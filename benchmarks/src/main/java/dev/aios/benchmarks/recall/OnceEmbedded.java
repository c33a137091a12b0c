package dev.aios.benchmarks.recall;

import dev.aios.api.model.Embedder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps the vectors of a model, so that all ways to search have the same and wait once. */
final class OnceEmbedded implements Embedder {
  private final Embedder model;
  private final Map<String, float[]> known = new ConcurrentHashMap<>();

  OnceEmbedded(Embedder model) {
    this.model = model;
  }

  @Override
  public String name() {
    return model.name();
  }

  @Override
  public int dimension() {
    return model.dimension();
  }

  @Override
  public List<float[]> embed(List<String> texts) {
    List<String> missing =
        texts.stream().distinct().filter(text -> !known.containsKey(text)).toList();
    List<float[]> made = missing.isEmpty() ? List.of() : model.embed(missing);
    for (int i = 0; i < missing.size(); i++) {
      known.put(missing.get(i), made.get(i));
    }
    List<float[]> vectors = new ArrayList<>(texts.size());
    texts.forEach(text -> vectors.add(Objects.requireNonNull(known.get(text)).clone()));
    return vectors;
  }

  @Override
  public float[] embedQuestion(String text) {
    return model.embedQuestion(text);
  }
}

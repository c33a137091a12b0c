package dev.aios.benchmarks.recall;

import dev.aios.api.model.Embedder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Vectors without a model, for measuring what does not depend on one: each word has a direction of
 * its own, and a text is the sum of its words.
 */
public final class WordVectors implements Embedder {
  private static final int DIMENSION = 384;

  private final Map<String, float[]> words = new ConcurrentHashMap<>();

  @Override
  public String name() {
    return "words-384";
  }

  @Override
  public int dimension() {
    return DIMENSION;
  }

  @Override
  public List<float[]> embed(List<String> texts) {
    List<float[]> vectors = new ArrayList<>(texts.size());
    for (String text : texts) {
      float[] sum = new float[DIMENSION];
      for (String word : text.toLowerCase(java.util.Locale.ROOT).split("\\W+", -1)) {
        float[] vector = words.computeIfAbsent(word, WordVectors::direction);
        for (int i = 0; i < DIMENSION; i++) {
          sum[i] += vector[i];
        }
      }
      vectors.add(unit(sum));
    }
    return vectors;
  }

  private static float[] direction(String word) {
    Random random = new Random(word.hashCode() * 31L + word.length());
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  private static float[] unit(float[] vector) {
    double squares = 0;
    for (float component : vector) {
      squares += (double) component * component;
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= (float) Math.sqrt(squares);
    }
    return vector;
  }
}

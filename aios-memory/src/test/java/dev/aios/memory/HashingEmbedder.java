package dev.aios.memory;

import dev.aios.api.model.Embedder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** A real, deterministic embedder without a model: hashed character trigrams, of unit length. */
public class HashingEmbedder implements Embedder {
  private static final int DIMENSION = 96;

  private final String name;
  private final int dimension;
  public final AtomicInteger calls = new AtomicInteger();
  public final AtomicInteger texts = new AtomicInteger();

  public HashingEmbedder() {
    this("hashing");
  }

  public HashingEmbedder(String name) {
    this(name, DIMENSION);
  }

  public HashingEmbedder(String name, int dimension) {
    this.name = name;
    this.dimension = dimension;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public List<float[]> embed(List<String> all) {
    calls.incrementAndGet();
    texts.addAndGet(all.size());
    List<float[]> vectors = new ArrayList<>();
    for (String text : all) {
      String padded = "  " + text.toLowerCase(Locale.ROOT) + "  ";
      float[] vector = new float[dimension];
      for (int i = 0; i + 3 <= padded.length(); i++) {
        int hash = padded.substring(i, i + 3).hashCode() * 0x9E3779B1;
        vector[Math.floorMod(hash >>> 8, dimension)] += (hash & 1) == 0 ? 1 : -1;
      }
      vector[0] += 0.01f; // Never zero.
      double squares = 0;
      for (float component : vector) {
        squares += component * component;
      }
      for (int i = 0; i < dimension; i++) {
        vector[i] /= (float) Math.sqrt(squares);
      }
      vectors.add(vector);
    }
    return vectors;
  }
}

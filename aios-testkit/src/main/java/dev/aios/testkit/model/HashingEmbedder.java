package dev.aios.testkit.model;

import dev.aios.api.InvalidInputException;
import dev.aios.api.model.Embedder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An embedder without a model: texts that share words, or parts of words, are near each other. The
 * same text always gives the same vector. Thread-safe.
 *
 * <p>Words, pairs of words and trigrams of characters are hashed into the components with a sign.
 * Source: Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009.
 */
public final class HashingEmbedder implements Embedder {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
  private static final float WORD_WEIGHT = 1f;
  private static final float PAIR_WEIGHT = 0.5f;
  private static final float TRIGRAM_WEIGHT = 0.3f;

  private final int dimension;

  /**
   * An embedder.
   *
   * @param dimension the length of its vectors, 1 or more; 256 and more keep unrelated texts apart
   */
  public HashingEmbedder(int dimension) {
    if (dimension < 1) {
      throw new InvalidInputException("hashing embedder", "dimension is " + dimension);
    }
    this.dimension = dimension;
  }

  @Override
  public String name() {
    return "hashing-" + dimension;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public List<float[]> embed(List<String> texts) {
    List<float[]> vectors = new ArrayList<>(texts.size());
    for (String text : texts) {
      vectors.add(embed(text));
    }
    return vectors;
  }

  private float[] embed(String text) {
    float[] vector = new float[dimension];
    String before = "";
    Matcher words = WORD.matcher(text.toLowerCase(Locale.ROOT));
    while (words.find()) {
      String word = words.group();
      add(vector, word, WORD_WEIGHT);
      if (!before.isEmpty()) {
        add(vector, before + " " + word, PAIR_WEIGHT);
      }
      String padded = "<" + word + ">";
      for (int i = 0; i + 3 <= padded.length(); i++) {
        add(vector, padded.substring(i, i + 3), TRIGRAM_WEIGHT);
      }
      before = word;
    }
    return unit(vector);
  }

  private void add(float[] vector, String feature, float weight) {
    long hash = hash(feature);
    int index = (int) Math.floorMod(hash, (long) dimension);
    // a bit that the index does not depend on, whatever the dimension
    vector[index] += ((hash >>> 62) & 1) == 0 ? weight : -weight;
  }

  /** FNV-1a, 64 bits, with a final mix so that short features differ in all bits. */
  private static long hash(String feature) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : feature.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    return hash ^ (hash >>> 33);
  }

  private static float[] unit(float[] vector) {
    double sum = 0;
    for (float component : vector) {
      sum += (double) component * component;
    }
    if (sum == 0) {
      // nothing to go by: every such text lies in the same direction
      vector[0] = 1;
      return vector;
    }
    double length = Math.sqrt(sum);
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (vector[i] / length);
    }
    return vector;
  }
}

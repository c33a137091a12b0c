package dev.aios.memory.internal.recall;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * The fingerprints of all texts, one beside the other: comparing a new text with a hundred thousand
 * takes a tenth of a millisecond so, where walking from text to text took most of the time that
 * adding it took. A text is known by the ordinal of its first chunk. Guarded by the index's lock.
 */
final class Fingerprints {
  private long[] prints = new long[64];
  private int[] texts = new int[64];
  private int[] places = new int[0];
  private int size;

  /**
   * Adds one.
   *
   * @param text the ordinal of the text's first chunk
   */
  void add(int text, long fingerprint) {
    if (size == prints.length) {
      prints = Arrays.copyOf(prints, size * 2);
      texts = Arrays.copyOf(texts, size * 2);
    }
    if (text >= places.length) {
      int had = places.length;
      places = Arrays.copyOf(places, Math.max(text + 1, had * 2));
      Arrays.fill(places, had, places.length, -1);
    }
    prints[size] = fingerprint;
    texts[size] = text;
    places[text] = size++;
  }

  /** Takes one out, if it is in. The last one takes its place. */
  void remove(int text) {
    int at = text >= 0 && text < places.length ? places[text] : -1;
    if (at < 0) {
      return;
    }
    size--;
    prints[at] = prints[size];
    texts[at] = texts[size];
    places[texts[at]] = at;
    places[text] = -1;
  }

  /** Visits those that differ in so many bits at most. */
  void near(long fingerprint, int bits, IntConsumer visitor) {
    for (int i = 0; i < size; i++) {
      if (Long.bitCount(prints[i] ^ fingerprint) <= bits) {
        visitor.accept(texts[i]);
      }
    }
  }
}

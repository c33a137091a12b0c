package dev.aios.memory.internal.recall;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The fingerprints of all texts, one beside the other: comparing a new text with a hundred thousand
 * takes a tenth of a millisecond so, where walking from text to text took most of the time that
 * adding it took. Guarded by the index's lock.
 */
final class Fingerprints {
  private long[] prints = new long[64];
  private @Nullable IndexedText[] texts = new @Nullable IndexedText[64];
  private int size;

  void add(IndexedText text) {
    if (size == prints.length) {
      prints = Arrays.copyOf(prints, size * 2);
      texts = Arrays.copyOf(texts, size * 2);
    }
    prints[size] = text.fingerprint;
    texts[size] = text;
    text.print = size++;
  }

  /** Takes one out, if it is in. The last one takes its place. */
  void remove(IndexedText text) {
    int at = text.print;
    if (at < 0) {
      return;
    }
    IndexedText last = Objects.requireNonNull(texts[--size]);
    prints[at] = prints[size];
    texts[at] = last;
    last.print = at;
    texts[size] = null;
    text.print = -1;
  }

  /** Visits those that differ in so many bits at most. */
  void near(long fingerprint, int bits, Consumer<IndexedText> visitor) {
    for (int i = 0; i < size; i++) {
      if (Long.bitCount(prints[i] ^ fingerprint) <= bits) {
        visitor.accept(Objects.requireNonNull(texts[i]));
      }
    }
  }
}

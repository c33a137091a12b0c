package dev.aios.memory.internal.recall;

/**
 * Cosines by the numbers of vectors, without an object for each: a search asks for a thousand. Not
 * thread-safe.
 */
final class Cosines {
  /** Whoever is asked for a cosine that is not here. */
  interface Source {
    float of(int ordinal);
  }

  private static final int ROOM = 1 << 11;

  /** Ordinals plus one, so that zero is a free place. */
  private int[] keys = new int[ROOM];

  private float[] values = new float[ROOM];
  private int size;

  /** A cosine from here, or else from the source, which is kept. */
  float of(int ordinal, Source source) {
    int slot = slot(ordinal);
    if (keys[slot] == 0) {
      put(ordinal, source.of(ordinal));
      return values[slot(ordinal)];
    }
    return values[slot];
  }

  void put(int ordinal, float cosine) {
    int slot = slot(ordinal);
    if (keys[slot] == 0 && 2 * ++size > keys.length) {
      grow();
      slot = slot(ordinal);
    }
    keys[slot] = ordinal + 1;
    values[slot] = cosine;
  }

  private int slot(int ordinal) {
    int slot = (ordinal * 0x9E3779B9) >>> (Integer.numberOfLeadingZeros(keys.length) + 1);
    while (keys[slot] != 0 && keys[slot] != ordinal + 1) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }

  private void grow() {
    int[] oldKeys = keys;
    float[] oldValues = values;
    keys = new int[oldKeys.length * 2];
    values = new float[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int slot = slot(oldKeys[i] - 1);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }
}

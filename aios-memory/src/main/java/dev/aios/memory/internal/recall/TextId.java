package dev.aios.memory.internal.recall;

import java.util.HexFormat;

/**
 * A text's key as numbers: 160 bits. Sorts as the keys do.
 *
 * @param high the first 64 bits
 * @param middle the next 64
 * @param low the last 32
 */
record TextId(long high, long middle, int low) implements Comparable<TextId> {
  static TextId of(String key) {
    return new TextId(
        Long.parseUnsignedLong(key, 0, 16, 16),
        Long.parseUnsignedLong(key, 16, 32, 16),
        Integer.parseUnsignedInt(key, 32, 40, 16));
  }

  String key() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(middle) + hex.toHexDigits(low);
  }

  @Override
  public int compareTo(TextId other) {
    int by = Long.compareUnsigned(high, other.high);
    if (by == 0) {
      by = Long.compareUnsigned(middle, other.middle);
    }
    return by == 0 ? Integer.compareUnsigned(low, other.low) : by;
  }
}

package dev.aios.core.internal.journal;

/**
 * The order in which SQLite and PostgreSQL (collation C) sort text: by its UTF-8 bytes, which is
 * the order of code points. Java's own order differs for characters outside the basic plane.
 */
public final class Utf8Order {
  private Utf8Order() {}

  /**
   * Compares two texts.
   *
   * @param a a text
   * @param b another
   * @return as {@link java.util.Comparator#compare}
   */
  public static int compare(String a, String b) {
    int shared = Math.min(a.length(), b.length());
    for (int i = 0; i < shared; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return Integer.compare(weight(x), weight(y));
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /** Half of a surrogate pair stands for a code point above all that one char can hold. */
  private static int weight(char c) {
    return Character.isSurrogate(c) ? c + 0x10000 : c;
  }
}

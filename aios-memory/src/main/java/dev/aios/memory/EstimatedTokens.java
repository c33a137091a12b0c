package dev.aios.memory;

/** Estimates tokens by the kinds of characters; see {@link TokenCounters#estimate()}. */
final class EstimatedTokens {
  private static final int LETTERS_A_TOKEN = 6;
  private static final int DIGITS_A_TOKEN = 3;

  private EstimatedTokens() {}

  static int count(String text) {
    int tokens = 0;
    int at = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      if (isLatin(c)) {
        int length = run(text, at, EstimatedTokens::isLatin);
        tokens += (length + LETTERS_A_TOKEN - 1) / LETTERS_A_TOKEN;
        at += length;
      } else if (Character.isDigit(c)) {
        int length = run(text, at, Character::isDigit);
        tokens += (length + DIGITS_A_TOKEN - 1) / DIGITS_A_TOKEN;
        at += length;
      } else if (isSpacedLetter(c)) {
        int length = run(text, at, EstimatedTokens::isSpacedLetter);
        tokens += (length + 1) / 2;
        at += length;
      } else {
        tokens += Character.isWhitespace(c) ? 0 : 1;
        at += Character.charCount(c);
      }
    }
    return tokens;
  }

  private interface Kind {
    boolean has(int codePoint);
  }

  private static int run(String text, int from, Kind kind) {
    int at = from;
    while (at < text.length() && kind.has(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    return at - from;
  }

  private static boolean isLatin(int c) {
    return c < 0x250 && Character.isLetter(c);
  }

  private static boolean isSpacedLetter(int c) {
    return (c >= 0x250 && c < 0x2E80 && Character.isLetter(c)) || (c >= 0xAC00 && c <= 0xD7A3);
  }
}

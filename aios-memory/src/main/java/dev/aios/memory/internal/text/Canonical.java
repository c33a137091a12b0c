package dev.aios.memory.internal.text;

import java.text.Normalizer;
import java.util.Locale;

/**
 * The canonical form of text: NFC, lines ended by a line feed, no invisible or control characters,
 * no half surrogate pairs. It makes equal what looks equal, and keeps what a reader sees.
 */
public final class Canonical {
  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D;

  private Canonical() {}

  /**
   * The canonical form.
   *
   * @param text any text
   * @return the same to a reader's eye
   */
  public static String of(String text) {
    return Normalizer.normalize(visible(text), Normalizer.Form.NFC);
  }

  /**
   * A text as one line: canonical, white space of any kind collapsed to single spaces.
   *
   * @param text any text
   * @return the line, without space at its ends
   */
  public static String line(String text) {
    String canonical = of(text);
    StringBuilder line = new StringBuilder(canonical.length());
    boolean space = false;
    for (int i = 0; i < canonical.length(); ) {
      int c = canonical.codePointAt(i);
      i += Character.charCount(c);
      if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
        space = !line.isEmpty();
      } else {
        if (space) {
          line.append(' ');
          space = false;
        }
        line.appendCodePoint(c);
      }
    }
    return line.toString();
  }

  /**
   * What two texts that say the same have in common: one line in lower case.
   *
   * @param text any text
   * @return the key
   */
  public static String key(String text) {
    return line(text).toLowerCase(Locale.ROOT);
  }

  private static String visible(String text) {
    int length = text.length();
    int i = 0;
    while (i < length && isPlain(text.charAt(i))) {
      i++;
    }
    if (i == length) {
      return text;
    }
    StringBuilder kept = new StringBuilder(length).append(text, 0, i);
    while (i < length) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c == '\r') {
        if (i == length || text.charAt(i) != '\n') {
          kept.append('\n');
        }
      } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        kept.append('\uFFFD');
      } else if (isKept(c, kept, i < length ? text.codePointAt(i) : ' ')) {
        kept.appendCodePoint(c);
      }
    }
    return kept.toString();
  }

  private static boolean isPlain(char c) {
    return (c >= ' ' && c < 0x7F) || c == '\n' || c == '\t';
  }

  private static boolean isKept(int c, StringBuilder before, int after) {
    if (c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER) {
      // Emoji, Persian and Indic scripts need them; between Latin letters they only hide.
      return !before.isEmpty() && before.charAt(before.length() - 1) > 0x2FF && after > 0x2FF;
    }
    if (c >= 0xFE00 && c <= 0xFE0F) {
      return !before.isEmpty() && before.charAt(before.length() - 1) > 0x7F;
    }
    boolean invisible =
        c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 || (c >= 0xE0000 && c <= 0xE0FFF);
    if (invisible) {
      return false;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL -> c == '\n' || c == '\t';
      case Character.FORMAT -> false;
      default -> true;
    };
  }
}

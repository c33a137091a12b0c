package dev.aios.memory.internal.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The words of a text as the keyword index knows them: runs of letters and digits, folded by
 * compatibility (NFKC), case and accents, English plurals reduced by the S-stemmer (Harman, How
 * effective is suffixing?, JASIS 1991). Scripts without spaces become pairs of characters. What
 * connectors join and holds a digit or an at sign (addresses, invoice numbers, dates, versions) is
 * a word of its own beside its parts. Symbols such as emoji are words.
 */
public final class Words {
  private static final String CONNECTORS = "-._@/:+#";

  private final List<String> words = new ArrayList<>();
  private final String text;
  private int at;

  private Words(String text) {
    this.text = text;
  }

  /**
   * The words of a text.
   *
   * @param text any text
   * @return its words in order, repeated as often as they occur
   */
  public static List<String> of(String text) {
    Words reader = new Words(fold(text));
    reader.read();
    return reader.words;
  }

  /**
   * A text without differences of case, accents and compatibility.
   *
   * @param text any text
   * @return the folded text
   */
  public static String fold(String text) {
    if (isLowerAscii(text)) {
      return text;
    }
    String lower = Normalizer.normalize(text, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
    StringBuilder folded = new StringBuilder(lower.length());
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (c == 'ß') {
        folded.append("ss");
      } else if (c < 0x300 || Character.getType(c) != Character.NON_SPACING_MARK) {
        folded.append(c);
      }
    }
    return Normalizer.normalize(folded, Normalizer.Form.NFC);
  }

  private static boolean isLowerAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 0x7F || (c >= 'A' && c <= 'Z')) {
        return false;
      }
    }
    return true;
  }

  private void read() {
    while (at < text.length()) {
      int c = text.codePointAt(at);
      if (!Character.isLetterOrDigit(c)) {
        if (Character.getType(c) == Character.OTHER_SYMBOL) {
          words.add(Character.toString(c));
        }
        at += Character.charCount(c);
      } else if (isUnspaced(c)) {
        pairs();
      } else {
        compound();
      }
    }
  }

  /** Reads parts that connectors join. */
  private void compound() {
    int from = at;
    boolean whole = false;
    int parts = 0;
    while (true) {
      int part = at;
      skipWord();
      whole |= hasDigit(part, at);
      addPart(text.substring(part, at));
      parts++;
      if (at + 1 >= text.length()
          || CONNECTORS.indexOf(text.charAt(at)) < 0
          || !Character.isLetterOrDigit(text.codePointAt(at + 1))
          || isUnspaced(text.codePointAt(at + 1))) {
        break;
      }
      whole |= text.charAt(at) == '@';
      at++;
    }
    if (parts > 1 && whole) {
      words.add(text.substring(from, at));
    }
  }

  private void skipWord() {
    while (at < text.length()) {
      int c = text.codePointAt(at);
      boolean apostrophe =
          (c == '\'' || c == '\u2019')
              && at + 1 < text.length()
              && Character.isLetter(text.codePointAt(at + 1));
      boolean inside = Character.isLetterOrDigit(c) || isMark(c) || apostrophe;
      if (!inside || isUnspaced(c)) {
        return;
      }
      at += Character.charCount(c);
    }
  }

  private static boolean isMark(int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }

  private void addPart(String part) {
    int apostrophe = Math.max(part.lastIndexOf('\''), part.lastIndexOf('\u2019'));
    if (apostrophe > 0 && part.substring(apostrophe + 1).equals("s")) {
      words.add(part.substring(0, apostrophe)); // a possessive
    } else {
      words.add(singular(apostrophe < 0 ? part : part.replaceAll("['\u2019]", "")));
    }
  }

  private static String singular(String word) {
    int end = word.length() - 1;
    if (end < 3 || word.charAt(end) != 's') {
      return word;
    }
    char before = word.charAt(end - 1);
    char second = word.charAt(end - 2);
    if (before == 'e') {
      if (second == 'i') {
        char third = word.charAt(end - 3);
        return third == 'e' || third == 'a' ? word : word.substring(0, end - 2) + "y";
      }
      return second == 'a' || second == 'e' || second == 'o' ? word : word.substring(0, end);
    }
    return before == 'u' || before == 's' || !Character.isLetter(before)
        ? word
        : word.substring(0, end);
  }

  private boolean hasDigit(int from, int to) {
    for (int i = from; i < to; i++) {
      if (Character.isDigit(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /** Reads a run of a script without spaces as overlapping pairs; a single character as itself. */
  private void pairs() {
    int previous = -1;
    int count = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      if (!isUnspaced(c)) {
        break;
      }
      at += Character.charCount(c);
      if (previous >= 0) {
        words.add(Character.toString(previous) + Character.toString(c));
      }
      previous = c;
      count++;
    }
    if (count == 1) {
      words.add(Character.toString(previous));
    }
  }

  private static boolean isUnspaced(int c) {
    if (c < 0x0E00) {
      return false;
    }
    return switch (Character.UnicodeScript.of(c)) {
      case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> Character.isLetterOrDigit(c);
      default -> false;
    };
  }
}

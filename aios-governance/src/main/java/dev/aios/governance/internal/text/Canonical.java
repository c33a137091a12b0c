package dev.aios.governance.internal.text;

import java.text.Normalizer;

/**
 * Text in its canonical form: what a reader sees and nothing else, in Unicode's form NFC, with
 * {@code \n} between lines and one kind of space.
 *
 * @param text the text
 * @param removed what was taken out, as far as it is worth a remark
 */
public record Canonical(String text, Invisible removed) {
  /** No script stacks more marks on a letter (UAX #15, stream-safe text). */
  private static final int MOST_MARKS = 30;

  private static final int REPLACEMENT = 0xfffd;

  /**
   * Makes text canonical. Once more changes nothing.
   *
   * @param raw any text, even with unpaired surrogates
   * @return its canonical form
   */
  public static Canonical of(String raw) {
    Invisible removed = new Invisible();
    if (isPlain(raw)) {
      return new Canonical(raw, removed);
    }
    StringBuilder out = new StringBuilder(raw.length());
    int before = -1;
    int marks = 0;
    for (int i = 0; i < raw.length(); ) {
      int c = raw.codePointAt(i);
      i += Character.charCount(c);
      if (c == '\r') {
        i += i < raw.length() && raw.charAt(i) == '\n' ? 1 : 0;
        c = '\n';
      } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        c = REPLACEMENT;
      }
      switch (Glyphs.fate(c)) {
        case KEPT -> {
          marks = Glyphs.isMark(c) ? marks + 1 : 0;
          if (marks <= MOST_MARKS) {
            out.appendCodePoint(c);
          } else {
            removed.add(c, before);
          }
        }
        case SPACE -> {
          marks = 0;
          out.append(' ');
        }
        case LINE -> {
          marks = 0;
          out.append('\n');
        }
        case REMOVED -> removed.add(c, before);
      }
      before = c;
    }
    return new Canonical(fewerMarks(Normalizer.normalize(out, Normalizer.Form.NFC)), removed);
  }

  /** The normal form may hold more marks than there were: U+0344 becomes two. */
  private static String fewerMarks(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int marks = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      marks = Glyphs.isMark(c) ? marks + 1 : 0;
      if (marks <= MOST_MARKS) {
        out.appendCodePoint(c);
      }
    }
    return out.toString();
  }

  private static boolean isPlain(String raw) {
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if ((c < ' ' && c != '\n' && c != '\t') || c > '~') {
        return false;
      }
    }
    return true;
  }
}

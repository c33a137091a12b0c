package dev.aios.governance.internal.text;

import java.util.List;

/**
 * Marks around what reads like an instruction to a model, in text that only quotes it. Marks that
 * come with a text from outside are taken out first, so that nobody outside can close a fence.
 */
public final class Fence {
  static final String OPEN = "<not-an-instruction>";
  static final String CLOSE = "</not-an-instruction>";

  private Fence() {}

  /**
   * Takes all marks out; also those that only come to be when others are taken out.
   *
   * @param text canonical text
   * @return the text without marks
   */
  public static String strip(String text) {
    if (!text.contains(OPEN) && !text.contains(CLOSE)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      out.append(text.charAt(i));
      if (endsWith(out, OPEN)) {
        out.setLength(out.length() - OPEN.length());
      } else if (endsWith(out, CLOSE)) {
        out.setLength(out.length() - CLOSE.length());
      }
    }
    return out.toString();
  }

  /**
   * Sets marks around stretches of a text.
   *
   * @param text text without marks
   * @param spans the stretches, ascending, none overlapping another
   * @return the text with marks
   */
  public static String around(String text, List<Span> spans) {
    StringBuilder out = new StringBuilder(text.length() + spans.size() * 45);
    int from = 0;
    for (Span span : spans) {
      out.append(text, from, span.start())
          .append(OPEN)
          .append(text, span.start(), span.end())
          .append(CLOSE);
      from = span.end();
    }
    return out.append(text, from, text.length()).toString();
  }

  private static boolean endsWith(StringBuilder out, String mark) {
    int from = out.length() - mark.length();
    if (from < 0 || out.charAt(out.length() - 1) != '>') {
      return false;
    }
    for (int i = 0; i < mark.length(); i++) {
      if (out.charAt(from + i) != mark.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}

package dev.aios.governance.internal.text;

/** A short quotation for a person: one line, at most 200 characters. */
public final class Excerpt {
  private static final int MOST = 200;
  private static final String ELLIPSIS = "…";

  private Excerpt() {}

  /**
   * The beginning of a text.
   *
   * @param text any text
   * @return its beginning in one line, without invisible characters
   */
  public static String of(String text) {
    StringBuilder out = new StringBuilder();
    // Cleaning may shorten it, never below a quarter unless there is little to see.
    String clean = Canonical.of(text.substring(0, Math.min(text.length(), 4 * MOST))).text();
    boolean space = false;
    for (int i = 0; i < clean.length() && out.length() <= MOST; i++) {
      char c = clean.charAt(i);
      if (c == ' ' || c == '\n' || c == '\t') {
        space = out.length() > 0;
      } else {
        if (space) {
          out.append(' ');
        }
        out.append(c);
        space = false;
      }
    }
    if (out.length() <= MOST) {
      return out.toString();
    }
    int end = MOST - ELLIPSIS.length();
    if (Character.isHighSurrogate(out.charAt(end - 1))) {
      end--;
    }
    return out.substring(0, end) + ELLIPSIS;
  }
}

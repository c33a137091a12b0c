package dev.aios.governance.internal.css;

/** The lexical layer of CSS: comments, escapes, strings and brackets. */
final class CssText {
  private CssText() {}

  /** The same without comments, and with escapes such as {@code \6e} decoded. */
  static String plain(String css) {
    if (css.indexOf('\\') < 0 && !css.contains("/*")) {
      return css;
    }
    StringBuilder out = new StringBuilder(css.length());
    int i = 0;
    while (i < css.length()) {
      if (css.startsWith("/*", i)) {
        int end = css.indexOf("*/", i + 2);
        i = end < 0 ? css.length() : end + 2;
      } else if (css.charAt(i) == '\\') {
        i = unescape(css, i + 1, out);
      } else {
        out.append(css.charAt(i++));
      }
    }
    return out.toString();
  }

  private static int unescape(String css, int at, StringBuilder out) {
    int end = at;
    int code = 0;
    while (end < css.length() && end < at + 6 && Character.digit(css.charAt(end), 16) >= 0) {
      code = code * 16 + Character.digit(css.charAt(end), 16);
      end++;
    }
    if (end == at) {
      return at;
    }
    if (Character.isValidCodePoint(code) && code != 0) {
      out.appendCodePoint(code);
    }
    return end < css.length() && Character.isWhitespace(css.charAt(end)) ? end + 1 : end;
  }

  /**
   * Where a stretch ends: at the first of some characters that stands in no string and no bracket,
   * or at the end of the text.
   */
  static int end(String css, int from, String stops) {
    int depth = 0;
    char quote = 0;
    for (int i = from; i < css.length(); i++) {
      char c = css.charAt(i);
      if (quote != 0) {
        quote = c == quote || c == '\n' ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (depth == 0 && stops.indexOf(c) >= 0) {
        return i;
      } else if (c == '(' || c == '[') {
        depth++;
      } else if ((c == ')' || c == ']') && depth > 0) {
        depth--;
      }
    }
    return css.length();
  }
}

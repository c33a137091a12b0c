package dev.aios.governance.internal.html;

/** Text as it is laid out: words in lines, lines in paragraphs. Not thread-safe. */
final class Lines {
  private final StringBuilder out = new StringBuilder();
  private int gap;
  private boolean space;
  private boolean tab;
  private boolean bullet;
  private boolean fresh = true;

  int length() {
    return out.length();
  }

  String since(int start) {
    return start < out.length() ? out.substring(start).strip() : "";
  }

  String text() {
    return out.toString();
  }

  /** At least so many line breaks before the next text; at the start of the text, none. */
  void separate(int breaks) {
    if (breaks > 0) {
      gap = Math.max(gap, breaks);
    }
  }

  /** A line break of the author's, which counts each time. */
  void newLine() {
    if (out.length() > 0) {
      gap++;
    }
  }

  /** The next cell of a row. */
  void column() {
    tab = true;
  }

  /** The next text is an item of a list. */
  void bullet() {
    bullet = true;
  }

  /** Text in which any white space is one space. */
  void words(String raw) {
    int i = 0;
    while (i < raw.length()) {
      int start = i;
      while (i < raw.length() && !isSpace(raw.charAt(i))) {
        i++;
      }
      if (i > start) {
        flush();
        out.append(raw, start, i);
        fresh = false;
      }
      if (i < raw.length()) {
        space = true;
        i++;
      }
    }
  }

  /** Text whose white space counts. */
  void preformatted(String raw) {
    if (!raw.isEmpty()) {
      flush();
      out.append(raw);
      fresh = raw.endsWith("\n");
    }
  }

  /** A remark behind the last word. */
  void append(String remark) {
    out.append(remark);
  }

  private void flush() {
    if (gap > 0 && out.length() > 0) {
      out.append("\n".repeat(Math.min(gap, 2)));
    } else if (tab && !fresh) {
      out.append('\t');
    } else if (space && !fresh) {
      out.append(' ');
    }
    if (bullet) {
      out.append("- ");
    }
    gap = 0;
    tab = false;
    space = false;
    bullet = false;
  }

  /** White space of HTML; a no-break space is none. */
  private static boolean isSpace(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
  }
}

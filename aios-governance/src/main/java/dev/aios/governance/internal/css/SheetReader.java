package dev.aios.governance.internal.css;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** Reads the rules of a style sheet, within the conditions that are written around them. */
final class SheetReader {
  private final String css;
  private final Visitor visitor;
  private final Deque<Media> conditions = new ArrayDeque<>();
  private int at;

  /** Takes the rules, in order. */
  interface Visitor {
    /**
     * A rule.
     *
     * @param selectors which elements
     * @param body what stands between its braces
     * @param media whether it applies
     */
    void rule(String selectors, String body, Media media);
  }

  SheetReader(String css, Media media, Visitor visitor) {
    this.css = CssText.plain(css).replace("<!--", " ").replace("-->", " ");
    this.visitor = visitor;
    conditions.push(media);
  }

  void read() {
    while (at < css.length()) {
      int stop = CssText.end(css, at, "{};");
      String prelude = css.substring(at, stop).strip();
      at = stop + 1;
      if (stop == css.length()) {
        return;
      }
      if (css.charAt(stop) == '}' && conditions.size() > 1) {
        conditions.pop();
      } else if (css.charAt(stop) == '{') {
        block(prelude);
      }
    }
  }

  private void block(String prelude) {
    if (!prelude.startsWith("@")) {
      visitor.rule(prelude, body(), conditions.element());
      return;
    }
    String name = prelude.split("[\\s(]", 2)[0].toLowerCase(Locale.ROOT);
    String rest = prelude.substring(name.length());
    switch (name) {
      case "@media" -> conditions.push(conditions.element().and(Media.of(rest)));
      case "@layer" -> conditions.push(conditions.element());
      case "@supports", "@container", "@scope", "@document", "@starting-style" ->
          conditions.push(conditions.element().and(Media.PERHAPS));
      default -> body();
    }
  }

  /** Up to the brace that closes; rules nested in a rule are left out. */
  private String body() {
    StringBuilder own = new StringBuilder();
    int depth = 1;
    while (at < css.length() && depth > 0) {
      int stop = CssText.end(css, at, "{}");
      if (depth == 1) {
        own.append(css, at, stop);
      }
      depth += stop < css.length() && css.charAt(stop) == '{' ? 1 : -1;
      at = stop + 1;
    }
    return own.toString();
  }
}

package dev.aios.governance.internal.css;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The declarations of a rule or of a {@code style} attribute, in order. Immutable.
 *
 * @param all each declaration
 */
record Declarations(List<Declaration> all) {
  static final Declarations NONE = new Declarations(List.of());

  /**
   * One property.
   *
   * @param property its name in lower case
   * @param value its value in lower case, trimmed, without {@code !important}
   * @param important whether it is
   */
  record Declaration(String property, String value, boolean important) {}

  /** Copies the list. */
  Declarations {
    all = List.copyOf(all);
  }

  /** Reads what stands between the braces of a rule, or in a {@code style} attribute. */
  static Declarations parse(String css) {
    Map<String, Declaration> found = new LinkedHashMap<>();
    String plain = CssText.plain(css);
    int from = 0;
    while (from < plain.length()) {
      int to = CssText.end(plain, from, ";");
      int colon = plain.indexOf(':', from);
      if (colon > from && colon < to) {
        add(found, plain.substring(from, colon), plain.substring(colon + 1, to));
      }
      from = to + 1;
    }
    return found.isEmpty() ? NONE : new Declarations(List.copyOf(found.values()));
  }

  private static void add(Map<String, Declaration> found, String property, String value) {
    String name = property.strip().toLowerCase(Locale.ROOT);
    String text = value.strip().toLowerCase(Locale.ROOT);
    boolean important = false;
    int mark = text.lastIndexOf('!');
    if (mark >= 0 && text.substring(mark + 1).strip().equals("important")) {
      important = true;
      text = text.substring(0, mark).strip();
    }
    if (Looks.READS.contains(name)) {
      // The last one counts, and stands where it was written: "font" overrides "font-size" before
      // it.
      String key = important ? name + "!" : name;
      found.remove(key);
      found.put(key, new Declaration(name, text, important));
    }
  }
}

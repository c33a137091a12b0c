package dev.aios.governance.internal.css;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads selectors. What it does not understand it leaves out and says that it is not certain: such
 * a rule can only hide, never show.
 */
final class SelectorParser {
  /** More than this nobody writes by hand, and each costs a level of recursion. */
  private static final int MOST_PARTS = 20;

  private static final Set<String> AT_REST = Set.of("link", "any-link", "enabled", "scope");
  private static final Set<String> NOT_AT_REST =
      Set.of(
          "hover",
          "active",
          "focus",
          "focus-visible",
          "focus-within",
          "visited",
          "target",
          "before",
          "after",
          "first-letter",
          "first-line",
          "selection",
          "placeholder",
          "marker",
          "backdrop",
          "fullscreen");

  private final String text;
  private final boolean nested;
  private final List<Selector.Around> outer = new ArrayList<>();
  private int at;
  private boolean certain = true;

  private @Nullable String tag;
  private final List<String> ids = new ArrayList<>();
  private final List<String> classes = new ArrayList<>();
  private final List<Compound.Attribute> attributes = new ArrayList<>();
  private final List<Compound> not = new ArrayList<>();
  private boolean never;

  private SelectorParser(String text, boolean nested) {
    this.text = text;
    this.nested = nested;
  }

  /** The selectors of a list that is separated by commas. */
  static List<Selector> list(String text) {
    return list(text.toLowerCase(Locale.ROOT), false);
  }

  private static List<Selector> list(String text, boolean nested) {
    List<Selector> selectors = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int to = CssText.end(text, from, ",");
      String one = text.substring(from, to).strip();
      if (!one.isEmpty()) {
        selectors.add(new SelectorParser(one, nested).selector());
      }
      from = to + 1;
    }
    return selectors;
  }

  private Selector selector() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c) || c == '>' || c == '+' || c == '~') {
        combinator();
      } else {
        at++;
        simple(c);
      }
    }
    List<Selector.Around> inside = new ArrayList<>(outer);
    Collections.reverse(inside);
    return new Selector(compound(), inside, certain);
  }

  private void combinator() {
    boolean direct = false;
    boolean sibling = false;
    while (at < text.length()
        && (Character.isWhitespace(text.charAt(at)) || ">+~".indexOf(text.charAt(at)) >= 0)) {
      direct |= text.charAt(at) == '>';
      sibling |= text.charAt(at) == '+' || text.charAt(at) == '~';
      at++;
    }
    Compound left = compound();
    if (sibling || outer.size() >= MOST_PARTS) {
      outer.clear();
      certain = false;
    } else {
      outer.add(new Selector.Around(left, direct));
    }
  }

  private void simple(char c) {
    switch (c) {
      case '#' -> ids.add(name());
      case '.' -> classes.add(name());
      case '[' -> attribute();
      case ':' -> pseudo();
      case '*' -> {}
      default -> {
        at--;
        String name = name();
        if (name.isEmpty()) {
          at++;
          certain = false;
        } else {
          tag = name;
        }
      }
    }
  }

  private String name() {
    int from = at;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (!Character.isLetterOrDigit(c) && c != '-' && c != '_' && c < 0x80) {
        break;
      }
      at++;
    }
    return text.substring(from, at);
  }

  private void attribute() {
    int end = CssText.end(text, at, "]");
    String inner = text.substring(at, end);
    at = Math.min(text.length(), end + 1);
    int equals = inner.indexOf('=');
    if (equals < 0) {
      attributes.add(new Compound.Attribute(inner.strip(), "", ""));
      return;
    }
    int operator =
        equals > 0 && "^$*~|".indexOf(inner.charAt(equals - 1)) >= 0 ? equals - 1 : equals;
    String value = inner.substring(equals + 1).strip();
    if (value.endsWith(" i") || value.endsWith(" s")) {
      value = value.substring(0, value.length() - 2).strip();
    }
    if (value.length() > 1 && (value.startsWith("\"") || value.startsWith("'"))) {
      value = value.substring(1, value.length() - 1);
    }
    attributes.add(
        new Compound.Attribute(
            inner.substring(0, operator).strip(), inner.substring(operator, equals + 1), value));
  }

  private void pseudo() {
    boolean element = at < text.length() && text.charAt(at) == ':';
    at += element ? 1 : 0;
    String name = name();
    String argument = null;
    if (at < text.length() && text.charAt(at) == '(') {
      int end = CssText.end(text, at + 1, ")");
      argument = text.substring(at + 1, end);
      at = Math.min(text.length(), end + 1);
    }
    if (element || NOT_AT_REST.contains(name)) {
      never = true;
    } else if (name.equals("root")) {
      tag = "html";
    } else if (name.equals("not") && argument != null && !nested) {
      negation(argument);
    } else if (!AT_REST.contains(name)) {
      certain = false;
    }
  }

  private void negation(String argument) {
    for (Selector selector : list(argument, true)) {
      if (selector.certain() && selector.around().isEmpty()) {
        not.add(selector.subject());
      } else {
        certain = false;
      }
    }
  }

  private Compound compound() {
    Compound compound =
        new Compound(
            tag,
            List.copyOf(ids),
            List.copyOf(classes),
            List.copyOf(attributes),
            List.copyOf(not),
            never);
    tag = null;
    ids.clear();
    classes.clear();
    attributes.clear();
    not.clear();
    never = false;
    return compound;
  }
}

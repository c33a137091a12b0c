package dev.aios.governance.internal.css;

import dev.aios.governance.internal.css.Declarations.Declaration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The style sheets of a page, and what applies to each element by the cascade. Not thread-safe. */
public final class Styles {
  /** About a second's work. */
  private static final long MOST_STEPS = 10_000_000;

  private static final Comparator<Rule> WEAKEST_FIRST =
      Comparator.comparingInt(Rule::specificity).thenComparingInt(Rule::order);

  private final Map<String, List<Rule>> rules = new HashMap<>();
  private final Effort effort = new Effort(MOST_STEPS);
  private int count;

  /**
   * A rule for one selector.
   *
   * @param selector which elements
   * @param declarations what applies to them
   * @param specificity the selector's
   * @param order its place among all rules
   */
  private record Rule(Selector selector, Declarations declarations, int specificity, int order) {}

  /**
   * Adds a style sheet behind those that are there.
   *
   * @param css its text
   * @param media for what it is meant, as in the {@code media} attribute; empty for all
   * @param certain whether a browser is sure to apply it; if not, it can only hide
   */
  public void add(String css, String media, boolean certain) {
    Media applies = Media.of(media).and(certain ? Media.YES : Media.PERHAPS);
    new SheetReader(css, applies, this::addRule).read();
  }

  private void addRule(String selectors, String body, Media media) {
    Declarations declarations = Declarations.parse(body);
    if (media == Media.NO || declarations.all().isEmpty()) {
      return;
    }
    for (Selector selector : SelectorParser.list(selectors)) {
      Declarations applied =
          media == Media.YES && selector.certain() ? declarations : hidingAlone(declarations);
      if (!applied.all().isEmpty() && !selector.subject().never() && effort.spend(1)) {
        rules
            .computeIfAbsent(selector.subject().key(), key -> new ArrayList<>())
            .add(new Rule(selector, applied, selector.specificity(), count++));
      }
    }
  }

  /** A rule of which it cannot be told whether it applies counts if it hides, to be safe. */
  private static Declarations hidingAlone(Declarations declarations) {
    return Looks.hides(declarations.all())
        ? new Declarations(List.of(new Declaration("display", "none", false)))
        : Declarations.NONE;
  }

  /**
   * Whether the page has taken more work than a page needs. What applies to an element is then not
   * known any more.
   *
   * @return true if it has
   */
  public boolean areTooComplex() {
    return effort.isSpent();
  }

  /** What applies to an element, the strongest last. */
  List<Declaration> cascade(Frame frame) {
    List<Declaration> normal = new ArrayList<>();
    List<Declaration> important = new ArrayList<>();
    presentation(frame, normal);
    for (Rule rule : matching(frame)) {
      split(rule.declarations(), normal, important);
    }
    String inline = frame.attribute("style");
    if (!inline.isEmpty()) {
      split(Declarations.parse(inline), normal, important);
    }
    normal.addAll(important);
    return normal;
  }

  private List<Rule> matching(Frame frame) {
    if (rules.isEmpty()) {
      return List.of();
    }
    List<Rule> found = new ArrayList<>();
    collect("", frame, found);
    collect(frame.tag(), frame, found);
    for (String name : frame.classes()) {
      collect("." + name, frame, found);
    }
    if (frame.has("id")) {
      collect("#" + frame.id(), frame, found);
    }
    found.sort(WEAKEST_FIRST);
    return found;
  }

  private void collect(String key, Frame frame, List<Rule> found) {
    for (Rule rule : rules.getOrDefault(key, List.of())) {
      if (rule.selector().matches(frame, effort)
          && effort.spend(rule.declarations().all().size())) {
        found.add(rule);
      }
    }
  }

  /** Attributes that style, weaker than any rule. */
  private static void presentation(Frame frame, List<Declaration> normal) {
    if (frame.has("hidden")) {
      normal.add(new Declaration("display", "none", false));
    }
    attribute(frame, "bgcolor", "background-color", normal);
    if (frame.tag().equals("font")) {
      attribute(frame, "color", "color", normal);
    }
    if (frame.tag().equals("body")) {
      attribute(frame, "text", "color", normal);
    }
  }

  private static void attribute(
      Frame frame, String name, String property, List<Declaration> normal) {
    String value = frame.attribute(name).strip().toLowerCase(Locale.ROOT);
    if (!value.isEmpty()) {
      boolean bare = value.matches("[0-9a-f]{6}") && Colour.parse(value) == null;
      normal.add(new Declaration(property, bare ? "#" + value : value, false));
    }
  }

  private static void split(
      Declarations declarations, List<Declaration> normal, List<Declaration> important) {
    for (Declaration declaration : declarations.all()) {
      (declaration.important() ? important : normal).add(declaration);
    }
  }
}

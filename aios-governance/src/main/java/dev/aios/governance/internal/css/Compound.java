package dev.aios.governance.internal.css;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a selector that speaks of one element, such as {@code p.note[lang]}.
 *
 * @param tag its name, or null for any
 * @param ids the ids that it must have
 * @param classes the classes that it must have
 * @param attributes what its attributes must be
 * @param not what it must not be
 * @param never whether it speaks of what is not there at rest, such as {@code :hover}
 */
record Compound(
    @Nullable String tag,
    List<String> ids,
    List<String> classes,
    List<Attribute> attributes,
    List<Compound> not,
    boolean never) {

  /**
   * A condition on an attribute.
   *
   * @param name its name
   * @param operator {@code =}, {@code ^=}, {@code $=}, {@code *=}, {@code ~=}, {@code |=}; empty if
   *     it need only be there
   * @param value what it is compared with, in lower case
   */
  record Attribute(String name, String operator, String value) {
    boolean matches(Frame frame) {
      if (!frame.has(name)) {
        return false;
      }
      String actual = frame.attribute(name).toLowerCase(java.util.Locale.ROOT);
      return switch (operator) {
        case "" -> true;
        case "=" -> actual.equals(value);
        case "^=" -> !value.isEmpty() && actual.startsWith(value);
        case "$=" -> !value.isEmpty() && actual.endsWith(value);
        case "*=" -> !value.isEmpty() && actual.contains(value);
        case "~=" -> !value.isEmpty() && (" " + actual + " ").contains(" " + value + " ");
        default -> actual.equals(value) || actual.startsWith(value + "-");
      };
    }
  }

  boolean matches(Frame frame) {
    if (never || (tag != null && !tag.equals(frame.tag()))) {
      return false;
    }
    for (String id : ids) {
      if (!id.equals(frame.id())) {
        return false;
      }
    }
    if (!classes.isEmpty() && !frame.classes().containsAll(classes)) {
      return false;
    }
    for (Attribute attribute : attributes) {
      if (!attribute.matches(frame)) {
        return false;
      }
    }
    for (Compound other : not) {
      if (other.matches(frame)) {
        return false;
      }
    }
    return true;
  }

  /** By CSS Selectors 4: ids before classes and attributes before names. */
  int specificity() {
    int inner = not.stream().mapToInt(Compound::specificity).sum();
    return ids.size() * 1_000_000
        + (classes.size() + attributes.size()) * 1_000
        + (tag == null ? 0 : 1)
        + inner;
  }

  /** The rarest thing that it asks for, by which rules are found. */
  String key() {
    return !ids.isEmpty()
        ? "#" + ids.get(0)
        : !classes.isEmpty() ? "." + classes.get(0) : tag != null ? tag : "";
  }
}

package dev.aios.governance.internal.css;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** An element with those that it lies in, and how it looks. Not thread-safe. */
public final class Frame {
  private final Element element;
  private final @Nullable Frame parent;
  private final Looks looks;
  private @Nullable Set<String> classes;

  private Frame(Element element, @Nullable Frame parent, Styles styles) {
    this.element = element;
    this.parent = parent;
    Looks around = parent == null ? Looks.PAGE : parent.looks;
    this.looks = around.within(styles.cascade(this));
  }

  /**
   * The frame of an element.
   *
   * @param element the element
   * @param parent what it lies in, or null for the outermost
   * @param styles the styles of the page
   * @return its frame
   */
  public static Frame of(Element element, @Nullable Frame parent, Styles styles) {
    return new Frame(element, parent, styles);
  }

  /**
   * How text in it looks.
   *
   * @return its looks
   */
  public Looks looks() {
    return looks;
  }

  /**
   * What it lies in.
   *
   * @return the frame, or null for the outermost
   */
  public @Nullable Frame parent() {
    return parent;
  }

  String tag() {
    return element.normalName();
  }

  String id() {
    return attribute("id").strip().toLowerCase(Locale.ROOT);
  }

  String attribute(String name) {
    return element.attr(name);
  }

  boolean has(String name) {
    return element.hasAttr(name);
  }

  Set<String> classes() {
    if (classes == null) {
      String text = attribute("class").strip().toLowerCase(Locale.ROOT);
      classes = text.isEmpty() ? Set.of() : Set.copyOf(Arrays.asList(text.split("\\s+", -1)));
    }
    return classes;
  }
}

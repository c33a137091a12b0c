package dev.aios.governance.internal.css;

import dev.aios.governance.internal.css.Declarations.Declaration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the text in an element looks, as far as it decides whether a reader sees it. Immutable.
 *
 * @param gone whether nothing within is shown, whatever it says of itself
 * @param visible CSS {@code visibility}, which what is within may turn on again
 * @param opacity 0 to 1, of all that it lies in together
 * @param font its size in pixels
 * @param text its colour, or null if that is not known
 * @param background the colour behind it, or null if that is not known, such as a picture
 */
public record Looks(
    boolean gone,
    boolean visible,
    double opacity,
    double font,
    @Nullable Colour text,
    @Nullable Colour background) {

  /** A page before any style: black on white. */
  public static final Looks PAGE =
      new Looks(false, true, 1, Length.ROOT_FONT, Colour.BLACK, Colour.WHITE);

  private static final Set<String> COLOURS =
      Set.of("color", "-webkit-text-fill-color", "background", "background-color");

  /** The properties that are looked at. */
  static final Set<String> READS =
      Set.of(
          "display",
          "visibility",
          "content-visibility",
          "opacity",
          "filter",
          "font",
          "font-size",
          "color",
          "-webkit-text-fill-color",
          "background",
          "background-color",
          "background-image",
          "position",
          "inset",
          "left",
          "right",
          "top",
          "bottom",
          "margin",
          "margin-left",
          "margin-top",
          "text-indent",
          "transform",
          "translate",
          "scale",
          "clip",
          "clip-path",
          "overflow",
          "overflow-x",
          "overflow-y",
          "width",
          "height",
          "max-width",
          "max-height");

  private static final double FAINTEST = 0.05;
  private static final double SMALLEST_FONT = 2;

  /** Whether a reader does not see text that looks so. */
  public boolean hidden() {
    return gone
        || !visible
        || opacity <= FAINTEST
        || font <= SMALLEST_FONT
        || (text != null && background != null && text.vanishesOn(background));
  }

  /**
   * The same, with nothing within shown.
   *
   * @return gone looks
   */
  public Looks without() {
    return gone ? this : new Looks(true, visible, opacity, font, text, background);
  }

  /**
   * The looks of an element that lies in this.
   *
   * @param declarations what applies to it, the strongest last
   * @return its looks
   */
  Looks within(List<Declaration> declarations) {
    if (declarations.isEmpty()) {
      return this;
    }
    Map<String, String> values = new HashMap<>();
    declarations.forEach(declaration -> Shorthand.put(values, declaration));
    double size = fontSize(values.get("font-size"));
    Colour behind = behind(values);
    return new Looks(
        gone
            || "none".equals(values.get("display"))
            || "hidden".equals(values.get("content-visibility"))
            || Placement.outOfSight(values, size),
        switch (values.getOrDefault("visibility", "")) {
          case "hidden", "collapse" -> false;
          case "visible", "initial" -> true;
          default -> visible;
        },
        opacity * ownOpacity(values),
        size,
        colour(values),
        behind);
  }

  /**
   * Whether declarations would hide a text of their own, leaving aside its colour.
   *
   * @param declarations what applies
   * @return true if so
   */
  static boolean hides(List<Declaration> declarations) {
    return PAGE.within(
            declarations.stream().filter(one -> !COLOURS.contains(one.property())).toList())
        .hidden();
  }

  private static double ownOpacity(Map<String, String> values) {
    OptionalDouble share = Length.share(values.getOrDefault("opacity", "1"));
    String filter = values.getOrDefault("filter", "");
    int at = filter.indexOf("opacity(");
    if (at >= 0) {
      int end = filter.indexOf(')', at);
      String argument = filter.substring(at + 8, end < 0 ? filter.length() : end).strip();
      return Length.share(argument).orElse(1);
    }
    return Math.max(0, Math.min(1, share.orElse(1)));
  }

  private double fontSize(@Nullable String value) {
    if (value == null) {
      return font;
    }
    return switch (value) {
      case "xx-small" -> 9;
      case "x-small" -> 10;
      case "small" -> 13;
      case "medium", "initial" -> Length.ROOT_FONT;
      case "large" -> 18;
      case "x-large" -> 24;
      case "xx-large", "xxx-large" -> 32;
      case "smaller" -> font / 1.2;
      case "larger" -> font * 1.2;
      default -> Length.pixels(value, font, font).orElse(font);
    };
  }

  private @Nullable Colour colour(Map<String, String> values) {
    String value = values.getOrDefault("-webkit-text-fill-color", values.get("color"));
    if (value == null || isInherited(value) || value.equals("currentcolor")) {
      return text;
    }
    if (value.equals("initial")) {
      return Colour.BLACK;
    }
    return Colour.parse(value);
  }

  private @Nullable Colour behind(Map<String, String> values) {
    String value = values.get("background-color");
    Colour own = value == null ? null : Colour.parse(value);
    if (own != null && own.alpha() > 0) {
      return own.alpha() >= 1 ? own : background == null ? null : own.over(background);
    }
    if (values.containsKey("background-image")) {
      return null;
    }
    boolean unknown =
        value != null && own == null && !isInherited(value) && !value.equals("initial");
    return unknown ? null : background;
  }

  private static boolean isInherited(String value) {
    return value.equals("inherit") || value.equals("unset") || value.equals("revert");
  }
}

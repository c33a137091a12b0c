package dev.aios.governance.internal.css;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths in CSS pixels, on a screen of 1280 by 800. */
final class Length {
  static final double ROOT_FONT = 16;
  static final double SCREEN_WIDTH = 1280;

  private static final Pattern NUMBER =
      Pattern.compile(
          "([+-]?(?:\\d{1,9}(?:\\.\\d{0,9})?|\\.\\d{1,9}))(e[+-]?\\d{1,2})?([a-z%]{0,4})");

  private static final Map<String, Double> PIXELS =
      Map.ofEntries(
          Map.entry("", 1.0),
          Map.entry("px", 1.0),
          Map.entry("pt", 4.0 / 3),
          Map.entry("pc", 16.0),
          Map.entry("in", 96.0),
          Map.entry("cm", 96 / 2.54),
          Map.entry("mm", 9.6 / 2.54),
          Map.entry("q", 2.4 / 2.54),
          Map.entry("rem", ROOT_FONT),
          Map.entry("vw", SCREEN_WIDTH / 100),
          Map.entry("vh", 8.0),
          Map.entry("vmin", 8.0),
          Map.entry("vmax", SCREEN_WIDTH / 100));

  private Length() {}

  /**
   * A length.
   *
   * @param value for example {@code -9999px} or {@code .5em}, in lower case
   * @param font the size of the font that {@code em} refers to
   * @param whole what 100 % is
   * @return the pixels; empty if it is none, or needs calculation
   */
  static OptionalDouble pixels(String value, double font, double whole) {
    Matcher number = NUMBER.matcher(value);
    if (!number.matches()) {
      return OptionalDouble.empty();
    }
    String exponent = number.group(2) == null ? "" : number.group(2);
    double amount = Double.parseDouble(number.group(1) + exponent);
    String unit = number.group(3);
    return switch (unit) {
      case "em" -> OptionalDouble.of(amount * font);
      case "ex", "ch" -> OptionalDouble.of(amount * font / 2);
      case "%" -> OptionalDouble.of(amount / 100 * whole);
      default -> {
        Double pixels = PIXELS.get(unit);
        yield pixels == null ? OptionalDouble.empty() : OptionalDouble.of(amount * pixels);
      }
    };
  }

  /** A bare number or a percentage, for opacity; empty if it is neither. */
  static OptionalDouble share(String value) {
    return value.endsWith("%") || value.matches("[-+.\\de]{1,20}")
        ? pixels(value, 1, 1)
        : OptionalDouble.empty();
  }
}

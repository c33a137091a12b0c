package dev.aios.governance.internal.css;

import dev.aios.governance.internal.css.Declarations.Declaration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Splits properties that stand for several, such as {@code font: 0/0 a}. */
final class Shorthand {
  private static final Set<String> SIZES =
      Set.of(
          "xx-small",
          "x-small",
          "small",
          "medium",
          "large",
          "x-large",
          "xx-large",
          "smaller",
          "larger");

  private Shorthand() {}

  static void put(Map<String, String> values, Declaration declaration) {
    String value = declaration.value();
    switch (declaration.property()) {
      case "font" -> putFont(values, value);
      case "background" -> putBackground(values, value);
      case "background-image" -> putImage(values, value);
      case "inset" -> {
        List<String> sides = words(value);
        values.put("top", side(sides, 0));
        values.put("right", side(sides, 1));
        values.put("bottom", side(sides, 2));
        values.put("left", side(sides, 3));
      }
      case "margin" -> {
        List<String> sides = words(value);
        values.put("margin-top", side(sides, 0));
        values.put("margin-left", side(sides, 3));
      }
      default -> values.put(declaration.property(), value);
    }
  }

  /** The size stands before the family, and before a slash and the height of the line if any. */
  private static void putFont(Map<String, String> values, String value) {
    for (String word : words(value)) {
      int slash = word.indexOf('/');
      String size = slash < 0 ? word : word.substring(0, slash);
      boolean weight = size.length() == 3 && size.endsWith("00");
      if (SIZES.contains(size) || (!weight && Length.pixels(size, 1, 1).isPresent())) {
        values.put("font-size", size);
        return;
      }
    }
  }

  private static void putBackground(Map<String, String> values, String value) {
    values.put("background-color", "transparent");
    values.remove("background-image");
    putImage(values, value);
    for (String word : words(value)) {
      if (Colour.parse(word) != null) {
        values.put("background-color", word);
        return;
      }
    }
    if (value.contains("var(")) {
      values.put("background-color", value);
    }
  }

  private static void putImage(Map<String, String> values, String value) {
    if (value.contains("url(") || value.contains("gradient(") || value.contains("image-set(")) {
      values.put("background-image", "picture");
    } else {
      values.remove("background-image");
    }
  }

  /** One to four values for the sides: top, right, bottom, left. */
  private static String side(List<String> sides, int side) {
    if (sides.isEmpty()) {
      return "auto";
    }
    return side < sides.size()
        ? sides.get(side)
        : side == 3 && sides.size() > 1 ? sides.get(1) : sides.get(0);
  }

  /** The words of a value; what is in brackets stays together. */
  static List<String> words(String value) {
    List<String> words = new ArrayList<>();
    int from = 0;
    while (from < value.length()) {
      int to = CssText.end(value, from, " \t\n\r\f,");
      if (to > from) {
        words.add(value.substring(from, to));
      }
      from = to + 1;
    }
    return words;
  }
}

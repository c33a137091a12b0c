package dev.aios.governance.internal.css;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether an element is placed, shrunk or cut so that a reader does not see it. */
final class Placement {
  /** Further out than this, in pixels, nobody scrolls. */
  private static final double FAR = 500;

  /** To the right a page can be scrolled, but not this far. */
  private static final double FAR_RIGHT = 5000;

  private static final Pattern SCALED_AWAY =
      Pattern.compile("scale(?:x|y|3d)?\\(\\s*[+-]?0{0,9}\\.?0{0,9}%?\\s*[,)]");
  private static final Pattern MOVED = Pattern.compile("translate(?:x|y|3d)?\\(([^)]{0,200})\\)");

  private Placement() {}

  static boolean outOfSight(Map<String, String> values, double font) {
    return offScreen(values, font)
        || boxedAway(values, font)
        || transformedAway(values, font)
        || clippedAway(values, font);
  }

  private static boolean offScreen(Map<String, String> values, double font) {
    if (isBelow(values.get("margin-left"), font)
        || isBelow(values.get("margin-top"), font)
        || isBelow(values.get("text-indent"), font)) {
      return true;
    }
    String position = values.getOrDefault("position", "static");
    if (position.equals("static") || position.equals("sticky")) {
      return false;
    }
    return isBelow(values.get("left"), font)
        || isBelow(values.get("right"), font)
        || isBelow(values.get("top"), font)
        || isBelow(values.get("bottom"), font)
        || pixels(values.get("left"), font).orElse(0) >= FAR_RIGHT;
  }

  private static boolean boxedAway(Map<String, String> values, double font) {
    boolean cut =
        isCut(values.get("overflow"))
            || isCut(values.get("overflow-x"))
            || isCut(values.get("overflow-y"));
    return cut
        && (isSpeck(values.get("width"), font)
            || isSpeck(values.get("height"), font)
            || isSpeck(values.get("max-width"), font)
            || isSpeck(values.get("max-height"), font)
            || pixels(values.get("text-indent"), font).orElse(0) >= Length.SCREEN_WIDTH);
  }

  private static boolean transformedAway(Map<String, String> values, double font) {
    String transform = values.getOrDefault("transform", "");
    if (SCALED_AWAY.matcher(transform).find()
        || (values.containsKey("scale")
            && Length.share(values.getOrDefault("scale", "1")).orElse(1) == 0)) {
      return true;
    }
    Matcher moved = MOVED.matcher(transform);
    while (moved.find()) {
      if (anyBelow(moved.group(1), font)) {
        return true;
      }
    }
    return anyBelow(values.getOrDefault("translate", ""), font);
  }

  private static boolean clippedAway(Map<String, String> values, double font) {
    String clip = values.getOrDefault("clip", "");
    if (clip.startsWith("rect(") && allSpecks(arguments(clip), font)) {
      return true;
    }
    String path = values.getOrDefault("clip-path", "");
    List<String> arguments = arguments(path);
    if (path.startsWith("inset(") && !arguments.isEmpty()) {
      OptionalDouble share = Length.pixels(arguments.get(0), font, 1);
      return arguments.get(0).endsWith("%") && share.orElse(0) >= 0.5;
    }
    if (path.startsWith("circle(") || path.startsWith("ellipse(")) {
      return !arguments.isEmpty() && isSpeck(arguments.get(0), font);
    }
    return path.startsWith("polygon(") && allSpecks(arguments, font);
  }

  private static List<String> arguments(String function) {
    int open = function.indexOf('(');
    int close = function.lastIndexOf(')');
    return open < 0 || close < open
        ? List.of()
        : Shorthand.words(function.substring(open + 1, close));
  }

  private static boolean allSpecks(List<String> lengths, double font) {
    return !lengths.isEmpty() && lengths.stream().allMatch(length -> isSpeck(length, font));
  }

  private static boolean anyBelow(String lengths, double font) {
    return Shorthand.words(lengths).stream().anyMatch(length -> isBelow(length, font));
  }

  private static boolean isCut(@Nullable String overflow) {
    return overflow != null && (overflow.contains("hidden") || overflow.contains("clip"));
  }

  private static boolean isBelow(@Nullable String length, double font) {
    return pixels(length, font).orElse(0) <= -FAR;
  }

  private static boolean isSpeck(@Nullable String length, double font) {
    return Math.abs(pixels(length, font).orElse(Double.MAX_VALUE)) <= 1;
  }

  private static OptionalDouble pixels(@Nullable String length, double font) {
    return length == null
        ? OptionalDouble.empty()
        : Length.pixels(length, font, Length.SCREEN_WIDTH);
  }
}

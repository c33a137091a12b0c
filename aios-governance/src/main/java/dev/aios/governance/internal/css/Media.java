package dev.aios.governance.internal.css;

import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the rules of a style sheet apply to a reader at a desk: a bright screen of 1280 by 800.
 */
enum Media {
  /** They do. */
  YES,
  /** They do not. */
  NO,
  /** It cannot be told. */
  PERHAPS;

  private static final Pattern WIDTH =
      Pattern.compile("\\((min|max)-width\\s*:\\s*([^)\\s]+)\\s*\\)");
  private static final Pattern SCHEME =
      Pattern.compile("\\(prefers-color-scheme\\s*:\\s*(light|dark)\\s*\\)");

  /** Reads a media query list: it holds if one of its queries does. */
  static Media of(String query) {
    String text = query.strip().toLowerCase(java.util.Locale.ROOT);
    if (text.isEmpty()) {
      return YES;
    }
    Media best = NO;
    int from = 0;
    while (from <= text.length()) {
      int to = CssText.end(text, from, ",");
      best = best.or(one(text.substring(from, to).strip()));
      from = to + 1;
    }
    return best;
  }

  /** Both conditions together. */
  Media and(Media other) {
    return this == NO || other == NO ? NO : this == PERHAPS || other == PERHAPS ? PERHAPS : YES;
  }

  private Media or(Media other) {
    return this == YES || other == YES ? YES : this == PERHAPS || other == PERHAPS ? PERHAPS : NO;
  }

  private static Media one(String query) {
    boolean not = query.startsWith("not ");
    Media holds = YES;
    for (String part : (not ? query.substring(4) : query).split("\\band\\b", 20)) {
      holds = holds.and(part(part.strip()));
    }
    return not ? (holds == YES ? NO : holds == NO ? YES : PERHAPS) : holds;
  }

  private static Media part(String part) {
    switch (part.startsWith("only ") ? part.substring(5).strip() : part) {
      case "all", "screen" -> {
        return YES;
      }
      case "print", "speech", "braille", "embossed", "handheld", "projection", "tty", "tv" -> {
        return NO;
      }
      default -> {
        return feature(part);
      }
    }
  }

  private static Media feature(String part) {
    Matcher width = WIDTH.matcher(part);
    if (width.matches()) {
      OptionalDouble pixels = Length.pixels(width.group(2), Length.ROOT_FONT, Length.SCREEN_WIDTH);
      if (pixels.isEmpty()) {
        return PERHAPS;
      }
      boolean wider = Length.SCREEN_WIDTH >= pixels.getAsDouble();
      return width.group(1).equals("min") == wider ? YES : NO;
    }
    Matcher scheme = SCHEME.matcher(part);
    return scheme.matches() ? (scheme.group(1).equals("light") ? YES : NO) : PERHAPS;
  }
}

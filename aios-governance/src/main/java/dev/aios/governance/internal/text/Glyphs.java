package dev.aios.governance.internal.text;

/** Which characters a reader cannot see, by Unicode 16. */
final class Glyphs {
  private Glyphs() {}

  /** What becomes of a character. */
  enum Fate {
    /** It is seen. */
    KEPT,
    /** It is seen as a space. */
    SPACE,
    /** It ends a line. */
    LINE,
    /** It is not seen. */
    REMOVED
  }

  static Fate fate(int c) {
    if (c >= ' ' && c < 0x7f) {
      return Fate.KEPT;
    }
    return switch (c) {
      case '\n', 0x0b, 0x0c, 0x85, 0x2028, 0x2029 -> Fate.LINE;
      case '\t' -> Fate.KEPT;
      // BRAILLE PATTERN BLANK, a symbol by category.
      case 0x2800 -> Fate.SPACE;
      default -> byCategory(c);
    };
  }

  private static Fate byCategory(int c) {
    return switch (Character.getType(c)) {
      case Character.SPACE_SEPARATOR -> Fate.SPACE;
      case Character.CONTROL -> Fate.REMOVED;
      case Character.FORMAT -> isSeenFormat(c) ? Fate.KEPT : Fate.REMOVED;
      default -> isIgnorable(c) || isNoncharacter(c) ? Fate.REMOVED : Fate.KEPT;
    };
  }

  /** Signs that are drawn around the digits behind them, although their category is Cf. */
  private static boolean isSeenFormat(int c) {
    return (c >= 0x600 && c <= 0x605)
        || c == 0x6dd
        || c == 0x70f
        || c == 0x890
        || c == 0x891
        || c == 0x8e2
        || c == 0x110bd
        || c == 0x110cd;
  }

  /** Default_Ignorable_Code_Point, as far as the category does not say so. */
  private static boolean isIgnorable(int c) {
    return c == 0x34f
        || c == 0x115f
        || c == 0x1160
        || c == 0x17b4
        || c == 0x17b5
        || (c >= 0x180b && c <= 0x180f)
        || (c >= 0x2060 && c <= 0x206f)
        || c == 0x3164
        || isVariationSelector(c)
        || c == 0xffa0
        || (c >= 0xfff0 && c <= 0xfff8)
        || (c >= 0xe0000 && c <= 0xe0fff);
  }

  static boolean isVariationSelector(int c) {
    return (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef);
  }

  /** Unicode tags: ASCII that nothing draws. */
  static boolean isTag(int c) {
    return c >= 0xe0020 && c <= 0xe007e;
  }

  private static boolean isNoncharacter(int c) {
    return (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
  }

  static boolean isMark(int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
  }

  /**
   * Whether honest text is full of it, so that removing it deserves no remark: soft hyphens, marks
   * of direction, joiners within emoji and within scripts that need them, a single selector behind
   * a character.
   */
  static boolean isCommonplace(int c, int before) {
    return switch (c) {
      case 0xad, 0x200e, 0x200f, 0x61c -> true;
      case 0xfeff -> before < 0;
      case 0x200c, 0x200d -> before > 0x2ff;
      default -> isVariationSelector(c) && before > ' ' && !isVariationSelector(before);
    };
  }
}

package dev.aios.memory.internal;

import java.util.List;

/** Checks ids that callers choose before they become keys in the journal. */
public final class Names {
  /** The most characters of an id. */
  public static final int MAX_LENGTH = 1000;

  private Names() {}

  /**
   * The key of a row that is named by two ids: no other two have it.
   *
   * @param first an id that passed the check
   * @param second another
   * @return the key
   */
  public static String pair(String first, String second) {
    // no id holds a line break
    return first + '\n' + second;
  }

  /**
   * Checks an id.
   *
   * @param what what it names, for the message
   * @param id the id, or null by mistake
   * @param violations where a violation is added
   */
  public static void check(String what, String id, List<String> violations) {
    if (id == null || id.isBlank()) {
      violations.add(what + " is blank");
    } else if (id.length() > MAX_LENGTH) {
      violations.add(what + " has " + id.length() + " characters, the most is " + MAX_LENGTH);
    } else if (!isStorable(id)) {
      violations.add(what + " holds a control character or half a surrogate pair");
    }
  }

  /**
   * Whether a text could be an id that memory gave.
   *
   * @param text any text
   * @return true if it may be looked up
   */
  public static boolean isId(String text) {
    return text.length() == 26
        && text.chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c));
  }

  private static boolean isStorable(String id) {
    return id.codePoints()
        .noneMatch(
            c ->
                Character.isISOControl(c)
                    || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
  }
}

package dev.aios.api.run;

import dev.aios.api.InvalidInputException;

/**
 * Names one run: its saga and the key that the caller chose.
 *
 * @param saga the saga's name
 * @param key the caller's key, 1 to 200 characters, no control characters
 */
public record RunId(String saga, String key) {
  /** Checks both. */
  public RunId {
    if (saga == null || key == null) {
      throw new InvalidInputException(
          "run id", saga == null ? "its saga is null" : "its key is null");
    }
    if (saga.isEmpty() || saga.indexOf('/') >= 0) {
      throw new InvalidInputException("run id", "saga '" + saga + "' is empty or holds a slash");
    }
    if (key.isBlank() || key.length() > 200 || key.codePoints().anyMatch(RunId::isUnstorable)) {
      throw new InvalidInputException(
          "run id",
          "key of "
              + key.length()
              + " characters: it must have 1 to 200, not blank, no control characters"
              + " and no half of a surrogate pair");
    }
  }

  private static boolean isUnstorable(int c) {
    return Character.isISOControl(c)
        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  /**
   * Reads an id.
   *
   * @param text {@code saga/key}
   * @return the id
   */
  public static RunId parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new InvalidInputException("run id", "'" + text + "' is not of the form saga/key");
    }
    return new RunId(text.substring(0, slash), text.substring(slash + 1));
  }

  /** The form {@code saga/key}. */
  @Override
  public String toString() {
    return saga + "/" + key;
  }
}

package dev.aios.api.agent;

/**
 * A place in an answer that a person should look at.
 *
 * @param path which field, for example {@code lines[0].rate}; empty for the whole answer
 * @param from the first character in that field's text
 * @param to the character after the last
 * @param why what is uncertain about it
 */
public record UncertainSpan(String path, int from, int to, String why) {
  /**
   * A whole field.
   *
   * @param path which field
   * @param why what is uncertain about it
   * @return the place
   */
  public static UncertainSpan field(String path, String why) {
    return new UncertainSpan(path, 0, Integer.MAX_VALUE, why);
  }
}

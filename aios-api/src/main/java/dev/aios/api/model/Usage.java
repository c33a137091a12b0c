package dev.aios.api.model;

import dev.aios.api.value.Tokens;

/**
 * How many tokens a model call took.
 *
 * @param input tokens read, including cached ones
 * @param output tokens written
 */
public record Usage(Tokens input, Tokens output) {
  /** No tokens. */
  public static final Usage NONE = new Usage(Tokens.NONE, Tokens.NONE);

  /**
   * A usage.
   *
   * @param input tokens read
   * @param output tokens written
   * @return the value
   */
  public static Usage of(long input, long output) {
    return new Usage(Tokens.of(input), Tokens.of(output));
  }

  /**
   * The sum.
   *
   * @param other more usage
   * @return this plus the other
   */
  public Usage plus(Usage other) {
    return new Usage(input.plus(other.input), output.plus(other.output));
  }

  /**
   * Both together.
   *
   * @return input plus output
   */
  public Tokens total() {
    return input.plus(output);
  }
}

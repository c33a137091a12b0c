package dev.aios.api.value;

import dev.aios.api.InvalidInputException;

/**
 * A number of model tokens.
 *
 * @param count zero or more
 */
public record Tokens(long count) implements Comparable<Tokens> {
  /** No tokens. */
  public static final Tokens NONE = new Tokens(0);

  /** Checks the range. */
  public Tokens {
    if (count < 0) {
      throw new InvalidInputException("tokens", count + " is negative");
    }
  }

  /**
   * A number of tokens.
   *
   * @param count zero or more
   * @return the value
   */
  public static Tokens of(long count) {
    return count == 0 ? NONE : new Tokens(count);
  }

  /**
   * The sum.
   *
   * @param other more tokens
   * @return this plus the other
   */
  public Tokens plus(Tokens other) {
    return of(Math.addExact(count, other.count));
  }

  @Override
  public int compareTo(Tokens other) {
    return Long.compare(count, other.count);
  }

  @Override
  public String toString() {
    return count + " tokens";
  }
}

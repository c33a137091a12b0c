package dev.aios.core.internal;

import dev.aios.api.InvalidInputException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Arguments as they come in at the border, where nobody has checked them. */
public final class Given {
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private Given() {}

  /**
   * Refuses null.
   *
   * @param <T> the argument's type
   * @param what what was asked for, for the message
   * @param argument the argument's name
   * @param value the argument
   * @return the argument
   * @throws InvalidInputException if it is null
   */
  public static <T> T notNull(String what, String argument, @Nullable T value) {
    if (value == null) {
      throw new InvalidInputException(what, argument + " is null");
    }
    return value;
  }

  /**
   * Refuses null and blank text.
   *
   * @param what what was asked for, for the message
   * @param argument the argument's name
   * @param value the argument
   * @param most the most characters
   * @return the argument
   * @throws InvalidInputException if it is null, blank, or too long
   */
  public static String text(String what, String argument, @Nullable String value, int most) {
    String text = notNull(what, argument, value);
    if (text.isBlank()) {
      throw new InvalidInputException(what, argument + " is blank");
    }
    if (text.length() > most) {
      throw new InvalidInputException(
          what, argument + " has " + text.length() + " characters, the most is " + most);
    }
    return text;
  }

  /**
   * Refuses less than one.
   *
   * @param what what was asked for, for the message
   * @param argument the argument's name
   * @param value the argument
   * @return the argument
   * @throws InvalidInputException if it is less than 1
   */
  public static int atLeastOne(String what, String argument, int value) {
    if (value < 1) {
      throw new InvalidInputException(what, argument + " is " + value + ", must be 1 or more");
    }
    return value;
  }

  /**
   * Refuses zero and less, and more than a hundred years.
   *
   * @param what what was asked for, for the message
   * @param time the argument
   * @return the argument
   * @throws InvalidInputException if it is null, zero, negative or longer
   */
  public static Duration positive(String what, @Nullable Duration time) {
    Duration given = notNull(what, "the time", time);
    if (given.isNegative() || given.isZero()) {
      throw new InvalidInputException(what, given + " is not positive");
    }
    if (given.compareTo(LONGEST) > 0) {
      throw new InvalidInputException(
          what, given + " is more than " + LONGEST.toDays() + " days, the most there is");
    }
    return given;
  }
}

package dev.aios.api.value;

import dev.aios.api.InvalidInputException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.function.LongSupplier;

/**
 * An amount of money in one currency, exact to a millionth of the currency's unit, because a model
 * call often costs less than a cent. Range: about ±9.2 × 10¹² units. Immutable.
 *
 * <p>Amounts of different currencies are never mixed: arithmetic and comparison between them throw
 * {@link InvalidInputException}.
 *
 * @param micros the amount in millionths of the currency's unit; may be negative
 * @param currency the ISO 4217 code, for example {@code "EUR"}
 */
public record Money(long micros, String currency) implements Comparable<Money> {
  private static final long MICROS_PER_UNIT = 1_000_000L;

  /** Checks the currency code. */
  public Money {
    if (currency == null) {
      throw new InvalidInputException("money", "its currency is null");
    }
    try {
      Currency.getInstance(currency);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "money", "'" + currency + "' is no ISO 4217 currency code such as EUR or USD");
    }
  }

  /**
   * A whole number of units.
   *
   * @param units for example 500 for five hundred euros
   * @param currency the ISO 4217 code
   * @return the amount
   */
  public static Money of(long units, String currency) {
    return exactly(() -> Math.multiplyExact(units, MICROS_PER_UNIT), currency);
  }

  /**
   * An amount given in decimal notation.
   *
   * @param amount for example {@code "12.50"}; at most six decimals
   * @param currency the ISO 4217 code
   * @return the amount
   * @throws InvalidInputException if it is no number, too large, or has more than six decimals
   */
  public static Money of(String amount, String currency) {
    try {
      return new Money(new BigDecimal(amount).movePointRight(6).longValueExact(), currency);
    } catch (NumberFormatException | ArithmeticException e) {
      throw new InvalidInputException(
          "money", "'" + amount + "' is no decimal amount with at most six decimals");
    }
  }

  /**
   * An amount in the currency's minor units (cents).
   *
   * @param minor for example 1250 for EUR 12.50
   * @param currency the ISO 4217 code
   * @return the amount
   */
  public static Money ofMinor(long minor, String currency) {
    return exactly(() -> Math.multiplyExact(minor, microsPerMinor(currency)), currency);
  }

  /**
   * Nothing.
   *
   * @param currency the ISO 4217 code
   * @return zero in that currency
   */
  public static Money zero(String currency) {
    return new Money(0, currency);
  }

  /**
   * The amount in minor units, rounded half even (banker's rounding).
   *
   * @return for example 1250 for EUR 12.50
   */
  public long minor() {
    return toBigDecimal()
        .setScale(fractionDigits(currency), RoundingMode.HALF_EVEN)
        .unscaledValue()
        .longValueExact();
  }

  /**
   * The sum.
   *
   * @param other an amount in the same currency
   * @return this plus the other
   */
  public Money plus(Money other) {
    return exactly(() -> Math.addExact(micros, same(other).micros), currency);
  }

  /**
   * The difference.
   *
   * @param other an amount in the same currency
   * @return this minus the other
   */
  public Money minus(Money other) {
    return exactly(() -> Math.subtractExact(micros, same(other).micros), currency);
  }

  /**
   * A multiple.
   *
   * @param factor how many times
   * @return this times the factor
   */
  public Money times(long factor) {
    return exactly(() -> Math.multiplyExact(micros, factor), currency);
  }

  /**
   * A share, rounded half even to a millionth.
   *
   * @param numerator the share's numerator
   * @param denominator the share's denominator, not zero
   * @return this times numerator over denominator
   */
  public Money times(long numerator, long denominator) {
    if (denominator == 0) {
      throw new InvalidInputException("money", "a share of " + this + " is divided by zero");
    }
    BigDecimal share =
        BigDecimal.valueOf(micros)
            .multiply(BigDecimal.valueOf(numerator))
            .divide(BigDecimal.valueOf(denominator), 0, RoundingMode.HALF_EVEN);
    return exactly(share::longValueExact, currency);
  }

  /**
   * Whether it is more than an amount.
   *
   * @param units whole units
   * @param otherCurrency the ISO 4217 code; must be this currency
   * @return true if this is strictly more
   */
  public boolean isAbove(long units, String otherCurrency) {
    return compareTo(of(units, otherCurrency)) > 0;
  }

  /**
   * Whether it is more than an amount.
   *
   * @param other an amount in the same currency
   * @return true if this is strictly more
   */
  public boolean isAbove(Money other) {
    return compareTo(other) > 0;
  }

  /**
   * Whether it is below zero.
   *
   * @return true if negative
   */
  public boolean isNegative() {
    return micros < 0;
  }

  /**
   * Whether it is nothing.
   *
   * @return true if zero
   */
  public boolean isZero() {
    return micros == 0;
  }

  @Override
  public int compareTo(Money other) {
    return Long.compare(micros, same(other).micros);
  }

  /**
   * The exact amount in units.
   *
   * @return with six decimals
   */
  public BigDecimal toBigDecimal() {
    return BigDecimal.valueOf(micros, 6);
  }

  /** For people: {@code EUR 12.50}, or more decimals where they are not zero. */
  @Override
  public String toString() {
    BigDecimal amount = toBigDecimal().stripTrailingZeros();
    int digits = Math.max(fractionDigits(currency), amount.scale());
    return currency + " " + amount.setScale(digits, RoundingMode.UNNECESSARY).toPlainString();
  }

  private static Money exactly(LongSupplier micros, String currency) {
    try {
      return new Money(micros.getAsLong(), currency);
    } catch (ArithmeticException e) {
      throw new InvalidInputException("money", "the amount in " + currency + " is out of range");
    }
  }

  private Money same(Money other) {
    if (!currency.equals(other.currency)) {
      throw new InvalidInputException(
          "money", "cannot combine " + this + " with " + other + ": convert one of them first");
    }
    return other;
  }

  private static int fractionDigits(String currency) {
    return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
  }

  private static long microsPerMinor(String currency) {
    long micros = MICROS_PER_UNIT;
    for (int i = fractionDigits(currency); i > 0; i--) {
      micros /= 10;
    }
    return micros;
  }
}

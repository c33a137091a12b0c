package dev.aios.api.value;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What something took: money, tokens, time.
 *
 * @param money the money spent, or null if it cost none (so that no currency has to be invented)
 * @param tokens model tokens, in and out together
 * @param time the time that the work itself took, without waiting
 */
public record Cost(@Nullable Money money, Tokens tokens, Duration time) {
  /** Nothing at all. */
  public static final Cost NONE = new Cost(null, Tokens.NONE, Duration.ZERO);

  /**
   * Money only.
   *
   * @param money the money spent
   * @return the cost
   */
  public static Cost of(Money money) {
    return new Cost(money, Tokens.NONE, Duration.ZERO);
  }

  /**
   * The sum.
   *
   * @param other another cost, its money in the same currency
   * @return this plus the other
   */
  public Cost plus(Cost other) {
    if (other.equals(NONE)) {
      return this;
    }
    if (equals(NONE)) {
      return other;
    }
    Money sum = money == null ? other.money : other.money == null ? money : money.plus(other.money);
    return new Cost(sum, tokens.plus(other.tokens), time.plus(other.time));
  }

  @Override
  public String toString() {
    return (money == null ? "free" : money) + ", " + tokens + ", " + time.toMillis() + " ms";
  }
}

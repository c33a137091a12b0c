package dev.aios.api.model;

import dev.aios.api.value.Money;
import org.jspecify.annotations.Nullable;

/**
 * What a model costs.
 *
 * @param perMillionInput the price of a million tokens read, or null if free
 * @param perMillionOutput the price of a million tokens written, in the same currency, or null if
 *     free
 */
public record Price(@Nullable Money perMillionInput, @Nullable Money perMillionOutput) {
  /** Costs nothing: a local model. */
  public static final Price FREE = new Price(null, null);

  /**
   * What a usage costs, rounded half even to a millionth of the unit.
   *
   * @param usage the tokens
   * @return the money, or null if free
   */
  public @Nullable Money of(Usage usage) {
    if (perMillionInput == null || perMillionOutput == null) {
      return null;
    }
    return perMillionInput
        .times(usage.input().count(), 1_000_000)
        .plus(perMillionOutput.times(usage.output().count(), 1_000_000));
  }
}

package dev.aios.api.model;

import dev.aios.api.value.Money;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a caller needs of a model; the router picks the cheapest that fits.
 *
 * @param tier the lowest tier wanted
 * @param maxLatency the longest typical latency, or null for any
 * @param minAccuracy the lowest accuracy as the host rated the model, 0 to 1
 * @param maxCost the most that one call may cost, or null for any
 */
public record Need(
    Tier tier, @Nullable Duration maxLatency, double minAccuracy, @Nullable Money maxCost) {
  /** Whatever is cheapest. */
  public static final Need CHEAPEST = new Need(Tier.INSTANT, null, 0, null);

  /** The everyday tier or better. */
  public static final Need STANDARD = new Need(Tier.STANDARD, null, 0, null);

  /** The strongest tier. */
  public static final Need HEAVY = new Need(Tier.HEAVY, null, 0, null);

  /**
   * The same from another tier up.
   *
   * @param lowest the lowest tier wanted
   * @return a copy
   */
  public Need from(Tier lowest) {
    return new Need(lowest, maxLatency, minAccuracy, maxCost);
  }
}

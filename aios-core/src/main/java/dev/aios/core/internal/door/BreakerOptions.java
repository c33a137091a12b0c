package dev.aios.core.internal.door;

import dev.aios.api.InvalidInputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How the circuit breaker of every target is set.
 *
 * @param failureRate the share of failed calls that opens it, above 0 to 1
 * @param window how many of the last calls are counted; it never opens before that many
 * @param open how long it stays open before it lets two calls try
 */
public record BreakerOptions(double failureRate, int window, Duration open) {
  /** Opens for 30 seconds when half of the last 20 calls failed. */
  public static final BreakerOptions DEFAULT = new BreakerOptions(0.5, 20, Duration.ofSeconds(30));

  /** Refuses what cannot be, with every violation. */
  public BreakerOptions {
    List<String> faults = new ArrayList<>();
    if (!(failureRate > 0 && failureRate <= 1)) {
      faults.add("failure rate " + failureRate + " is not above 0 to 1");
    }
    if (window < 1) {
      faults.add("window " + window + " is not 1 or more");
    }
    if (open.isNegative() || open.isZero()) {
      faults.add("open " + open + " is not positive");
    }
    if (!faults.isEmpty()) {
      throw new InvalidInputException("breaker", faults);
    }
  }
}

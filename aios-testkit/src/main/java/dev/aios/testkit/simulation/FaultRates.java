package dev.aios.testkit.simulation;

import dev.aios.api.InvalidInputException;
import java.util.EnumMap;
import java.util.Map;

/**
 * How often each fault strikes where it can: the probability at each write, each effect, or, for
 * clocks, each five seconds. Immutable.
 *
 * @param rates the probabilities, 0 to 1; absent kinds do not strike
 */
public record FaultRates(Map<SimulatedFault, Double> rates) {
  /** Checks the probabilities. */
  public FaultRates {
    rates.forEach(
        (kind, rate) -> {
          if (!(rate >= 0 && rate <= 1)) {
            throw new InvalidInputException("fault rates", kind + " at " + rate + " is not 0 to 1");
          }
        });
    rates = Map.copyOf(rates);
  }

  /**
   * No faults: only the order of things differs from seed to seed.
   *
   * @return rates of nothing
   */
  public static FaultRates none() {
    return new FaultRates(Map.of());
  }

  /**
   * All faults, so often that a run of some ten steps meets two or three.
   *
   * @return rates of everything
   */
  public static FaultRates usual() {
    return none()
        .with(SimulatedFault.CRASH_BEFORE_WRITE, 0.012)
        .with(SimulatedFault.CRASH_AFTER_WRITE, 0.012)
        .with(SimulatedFault.TORN_GROUP, 0.1)
        .with(SimulatedFault.CRASH_IN_EFFECT, 0.03)
        .with(SimulatedFault.LOST_ANSWER, 0.01)
        .with(SimulatedFault.STORAGE_ERROR, 0.02)
        .with(SimulatedFault.FULL_DISK, 0.003)
        .with(SimulatedFault.SLOW_DISK, 0.03)
        .with(SimulatedFault.LEASE_LOSS, 0.03)
        .with(SimulatedFault.CLOCK_FORWARD, 0.02)
        .with(SimulatedFault.CLOCK_BACK, 0.02)
        .with(SimulatedFault.REDELIVERY, 0.1);
  }

  /**
   * The same, with another rate of one kind.
   *
   * @param kind the kind
   * @param rate its probability, 0 to 1
   * @return changed rates
   */
  public FaultRates with(SimulatedFault kind, double rate) {
    Map<SimulatedFault, Double> changed = new EnumMap<>(SimulatedFault.class);
    changed.putAll(rates);
    changed.put(kind, rate);
    return new FaultRates(changed);
  }

  double of(SimulatedFault kind) {
    return rates.getOrDefault(kind, 0.0);
  }
}

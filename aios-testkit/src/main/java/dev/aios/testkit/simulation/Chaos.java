package dev.aios.testkit.simulation;

import dev.aios.testkit.world.VirtualWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Draws what goes wrong from the seed, counts it, and writes the trace. Used by one task at a time,
 * the world sees to that.
 */
final class Chaos {
  private final VirtualWorld world;
  private final SplittableRandom random;
  private final FaultRates rates;
  private final Map<SimulatedFault, Integer> fired = new EnumMap<>(SimulatedFault.class);
  private final List<String> trace = new ArrayList<>();
  private boolean over;
  private Instant fullUntil = Instant.MIN;

  Chaos(VirtualWorld world, long seed, FaultRates rates) {
    this.world = world;
    this.random = new SplittableRandom(seed ^ 0x5DEECE66DL);
    this.rates = rates;
  }

  /** From now on nothing goes wrong any more. */
  void end() {
    over = true;
    fullUntil = Instant.MIN;
    note("the faults are over");
  }

  boolean isOver() {
    return over;
  }

  /** Whether a fault is due here; does not count it. */
  boolean draws(SimulatedFault kind) {
    double rate = rates.of(kind);
    return rate > 0 && !over && random.nextDouble() < rate;
  }

  void strikes(SimulatedFault kind, String where) {
    fired.merge(kind, 1, Integer::sum);
    note(kind + " " + where);
  }

  long millis() {
    return world.millis();
  }

  /** Whether some node's clock shows another time than the others' by now. */
  boolean clocksHaveJumped() {
    return fired.containsKey(SimulatedFault.CLOCK_FORWARD)
        || fired.containsKey(SimulatedFault.CLOCK_BACK);
  }

  boolean diskIsFull() {
    return world.instant().isBefore(fullUntil);
  }

  void fillDisk() {
    fullUntil = world.instant().plus(between(1_000, 8_000));
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  Duration between(int fromMillis, int toMillis) {
    return Duration.ofMillis(random.nextInt(fromMillis, toMillis));
  }

  void note(String what) {
    trace.add(Duration.between(VirtualWorld.START, world.instant()).toMillis() + " " + what);
  }

  List<String> trace() {
    return List.copyOf(trace);
  }

  Map<SimulatedFault, Integer> fired() {
    return new EnumMap<>(fired);
  }
}

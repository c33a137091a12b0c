package dev.aios.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.aios.testkit.simulation.FaultRates;
import dev.aios.testkit.simulation.SimulatedFault;
import dev.aios.testkit.simulation.Simulation;
import dev.aios.testkit.simulation.SimulationFailure;
import dev.aios.testkit.simulation.Trial;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole engine on three nodes, with every fault, under many seeds. */
class SimulationTest {
  static final String COMMAND =
      "mvn -pl tests -am test -Dtest=SimulationTest#two_thousand_seeds"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Daios.simulation.seed={seed}";

  /** So many between two lines that say how far it is. */
  private static final int AT_ONCE = 2_000;

  @Test
  @Tag("minute")
  void two_thousand_seeds() {
    check(1, 2_000);
  }

  @Test
  @Tag("torture")
  @Timeout(value = 3, unit = TimeUnit.HOURS)
  void a_hundred_thousand_seeds() {
    check(
        Long.getLong("aios.simulation.first", 1_000_000),
        Integer.getInteger("aios.simulation.count", 100_000));
  }

  private static void check(long first, int count) {
    AtomicInteger redelivered = new AtomicInteger();
    AtomicInteger seen = new AtomicInteger();
    Office[] last = new Office[1];
    Simulation simulation =
        Simulation.of(
                seed -> {
                  redelivered.addAndGet(last[0] == null ? 0 : last[0].redelivered());
                  seen.incrementAndGet();
                  last[0] = new Office(seed);
                  return last[0];
                })
            .reproduceWith(COMMAND)
            .build();
    Map<SimulatedFault, Integer> fired = new EnumMap<>(SimulatedFault.class);
    int done = 0;
    for (int left = count; left > 0; left -= AT_ONCE) {
      long from = first + count - left;
      int many = Math.min(left, AT_ONCE);
      Simulation.Report report = Quiet.call(() -> simulation.run(from, many));
      report.fired().forEach((kind, times) -> fired.merge(kind, times, Integer::sum));
      done += report.seeds();
      System.out.println(
          done + " seeds from " + first + ": " + fired + ", " + redelivered + " delivered again");
      if (report.seeds() < many) {
        // One seed alone was asked for.
        return;
      }
    }
    assertThat(fired).containsOnlyKeys(SimulatedFault.values());
    assertThat(redelivered).as("events handled twice").hasPositiveValue();
  }

  /**
   * An effect of a delivery whose outcome a full disk did not take, on a node that had lost its
   * lease before and lives on: the node that delivered the event next waited for it for ever.
   */
  @Test
  void a_seed_that_once_did_not_come_to_rest() {
    Simulation simulation = Simulation.of(Office::new).reproduceWith(COMMAND).build();
    Trial trial = Quiet.call(() -> simulation.run(1_059_122));
    assertThat(trial.fired()).containsKeys(SimulatedFault.FULL_DISK, SimulatedFault.LEASE_LOSS);
  }

  @Test
  void a_seed_has_one_trace() {
    Simulation simulation = Simulation.of(Office::new).build();
    for (long seed = 1; seed <= 40; seed++) {
      long again = seed;
      Trial one = Quiet.call(() -> simulation.run(again));
      Trial other = Quiet.call(() -> simulation.run(again));
      assertThat(other).isEqualTo(one);
    }
  }

  @Test
  void without_faults_all_goes_well_in_any_order() {
    Simulation simulation = Simulation.of(Office::new).faults(FaultRates.none()).build();
    assertThat(Quiet.call(() -> simulation.run(1, 100)).fired()).isEmpty();
  }

  @Test
  void a_failing_seed_says_how_to_reproduce_it_and_fails_again_in_the_same_way() {
    Simulation simulation =
        Simulation.of(Office::new)
            .store(Mutations.EXPECTED_VERSIONS_IGNORED.worse())
            .reproduceWith(COMMAND)
            .build();
    SimulationFailure first = failure(() -> simulation.run(1, 500));
    assertThat(first.getMessage().lines().findFirst().orElseThrow())
        .isEqualTo("reproduce: " + COMMAND.replace("{seed}", "" + first.seed()));
    SimulationFailure second = failure(() -> simulation.run(first.seed()));
    assertThat(second.getMessage()).isEqualTo(first.getMessage());
    assertThat(second.trace()).isEqualTo(first.trace()).isNotEmpty();
  }

  private static SimulationFailure failure(Runnable simulated) {
    return catchThrowableOfType(
        SimulationFailure.class,
        () ->
            Quiet.call(
                () -> {
                  simulated.run();
                  return "";
                }));
  }
}

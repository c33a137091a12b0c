package dev.aios.tests.simulation;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.testkit.simulation.Simulation;
import dev.aios.testkit.simulation.SimulationFailure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation finds an engine that is weaker than it should be. */
class MutationTest {
  private static final int SEEDS = 50;

  @ParameterizedTest
  @EnumSource(Mutations.class)
  void each_weakness_is_found_within_50_seeds(Mutations weakness) {
    Simulation simulation = Simulation.of(Office::new).store(weakness.worse()).build();
    assertThatThrownBy(() -> Quiet.call(() -> simulation.run(1, SEEDS)))
        .isInstanceOf(SimulationFailure.class)
        .message()
        .containsPattern(weakness.symptom());
  }
}

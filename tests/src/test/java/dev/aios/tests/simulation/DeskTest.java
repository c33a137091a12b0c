package dev.aios.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.testkit.simulation.SimulatedFault;
import dev.aios.testkit.simulation.Simulation;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queues, debounces, batches and a schedule on three nodes, with every fault. */
class DeskTest {
  private static final String COMMAND =
      "mvn -pl tests -am test -Dtest=DeskTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Daios.desk.first={seed} -Daios.desk.count=1";

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void every_run_that_was_promised_begins_once_and_every_caller_is_answered() {
    Simulation simulation = Simulation.of(Desk::new).reproduceWith(COMMAND).build();
    Simulation.Report report =
        Quiet.call(
            () ->
                simulation.run(
                    Long.getLong("aios.desk.first", 1),
                    Integer.getInteger("aios.desk.count", 100)));
    if (report.seeds() > 1) {
      assertThat(report.fired().keySet())
          .contains(
              SimulatedFault.CRASH_BEFORE_WRITE,
              SimulatedFault.CRASH_AFTER_WRITE,
              SimulatedFault.LOST_ANSWER,
              SimulatedFault.CLOCK_BACK);
    }
  }
}

package dev.aios.benchmarks;

import java.util.List;

/** A set of figures that are measured in one process run. */
@FunctionalInterface
public interface Suite {
  /**
   * Measures.
   *
   * @param settings how long and where
   * @param arguments what stood behind the suite's name on the command line
   * @param report takes the figures
   * @throws Exception if something cannot be measured
   */
  void run(Settings settings, List<String> arguments, Report report) throws Exception;
}

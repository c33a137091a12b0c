package dev.aios.benchmarks.postgres;

/** The peer's workflow: ten durable steps with string results. */
public interface TenSteps {
  /**
   * Does ten steps.
   *
   * @param value what is handed from step to step
   * @return the value
   */
  String run(String value);
}

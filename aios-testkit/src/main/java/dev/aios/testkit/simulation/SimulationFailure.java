package dev.aios.testkit.simulation;

import java.util.List;

/** A seed under which something went wrong. The message begins with what reproduces it. */
public final class SimulationFailure extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final long seed;
  private final transient List<String> trace;

  SimulationFailure(long seed, String reproduce, List<String> faults, List<String> trace) {
    super(
        "reproduce: "
            + reproduce
            + "\n  "
            + String.join("\n  ", faults)
            + "\ntrace:\n  "
            + String.join("\n  ", trace));
    this.seed = seed;
    this.trace = List.copyOf(trace);
  }

  /**
   * The seed.
   *
   * @return the seed under which it goes wrong
   */
  public long seed() {
    return seed;
  }

  /**
   * What happened, in order.
   *
   * @return one line an event, beginning with the virtual milliseconds since the start
   */
  public List<String> trace() {
    return trace;
  }
}

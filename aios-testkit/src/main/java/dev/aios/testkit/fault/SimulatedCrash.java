package dev.aios.testkit.fault;

/**
 * Thrown where a simulated process dies, and wherever it still tries to act afterwards. An {@link
 * Error}, so that {@code catch (Exception e)} in an agent or a step does not take it for a failure
 * of the effect.
 */
public final class SimulatedCrash extends Error {
  private static final long serialVersionUID = 1L;

  /**
   * A crash.
   *
   * @param where what was about to happen, or had just happened
   */
  public SimulatedCrash(String where) {
    super("The simulated process is dead: " + where);
  }
}

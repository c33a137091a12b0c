package dev.aios.api.run;

import dev.aios.api.AiosException;

/** A run did not complete. */
public class RunFailedException extends AiosException {
  private static final long serialVersionUID = 1L;

  private final transient RunStatus status;

  /**
   * A failed run.
   *
   * @param status how it ended
   */
  public RunFailedException(RunStatus status) {
    super("run " + status.id() + " is " + status.state() + ": " + status.why());
    this.status = status;
  }

  /**
   * How it ended.
   *
   * @return its status
   */
  public RunStatus status() {
    return status;
  }
}

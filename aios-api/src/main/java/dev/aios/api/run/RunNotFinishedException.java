package dev.aios.api.run;

import dev.aios.api.AiosException;

/** A run has not ended in the time that the caller gave. It goes on. */
public class RunNotFinishedException extends AiosException {
  private static final long serialVersionUID = 1L;

  /**
   * A run that goes on.
   *
   * @param status where it stands
   */
  public RunNotFinishedException(RunStatus status) {
    super(
        "run "
            + status.id()
            + " has not ended, it is "
            + status.state()
            + ": "
            + status.why()
            + "; it goes on, ask again later");
  }
}

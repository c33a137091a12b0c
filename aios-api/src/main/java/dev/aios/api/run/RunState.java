package dev.aios.api.run;

/** The state of a run. */
public enum RunState {
  /** A node works on it, or will at once. */
  RUNNING,
  /** It waits for a time, a person, a signal, another run, or a definition that is not there. */
  WAITING,
  /** Something failed or it was cancelled, and what is done is being undone. */
  COMPENSATING,
  /** Done. */
  COMPLETED,
  /** It failed, and all that was done is undone. */
  COMPENSATED,
  /** It was cancelled, and all that was done is undone. */
  CANCELLED,
  /** It failed, and there was nothing to undo. */
  FAILED,
  /** An undo failed for good; a person is needed. See the inbox. */
  STUCK;

  /**
   * Whether nothing more will happen by itself or otherwise.
   *
   * @return true for completed, compensated, cancelled and failed
   */
  public boolean isFinal() {
    return this == COMPLETED || this == COMPENSATED || this == CANCELLED || this == FAILED;
  }
}

package dev.aios.testkit.fault;

/** What a fault does. */
public enum FaultKind {
  /** It fails before anything happened. */
  FAIL_BEFORE,
  /** It happens, and its outcome or acknowledgement is lost. */
  LOSE_OUTCOME,
  /** It happens later. */
  DELAY,
  /** It is answered without having happened. */
  ANSWER,
  /** The process dies before it happens. */
  CRASH_BEFORE,
  /** The process dies after it happened, before anybody knows. */
  CRASH_AFTER
}

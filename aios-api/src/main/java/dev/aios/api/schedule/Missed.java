package dev.aios.api.schedule;

/**
 * What becomes of the times of a schedule that passed before a node acted on them: the process was
 * not running, the machine slept, or a node was slow or had no room for a run. A node that looks
 * acts on all times since the last look.
 */
public enum Missed {
  /** One run, for the latest of them, if that is at most a minute old; the others are left out. */
  SKIP,
  /** One run, for the latest of them; the others are left out. */
  RUN_ONCE,
  /** One run for each of them, oldest first: for schedules where every time counts. */
  RUN_ALL
}

package dev.aios.api.schedule;

/**
 * What becomes of the times of a schedule that passed while no node could act on them: the process
 * was not running, or the machine slept.
 */
public enum Missed {
  /** They are left out; the next time to come counts. A time at most a minute old is not missed. */
  SKIP,
  /** One run, for the latest of them. */
  RUN_ONCE,
  /** One run for each of them, oldest first. */
  RUN_ALL
}

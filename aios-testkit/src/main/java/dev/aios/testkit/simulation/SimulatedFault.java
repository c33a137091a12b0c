package dev.aios.testkit.simulation;

/** What a simulation does to its nodes. Each strike is counted. */
public enum SimulatedFault {
  /** A node dies before a write of its is applied. */
  CRASH_BEFORE_WRITE,
  /** A node dies after a write of its was applied, before anybody was told. */
  CRASH_AFTER_WRITE,
  /** A node dies at the commit of several writes: none or all are applied, nobody is told which. */
  TORN_GROUP,
  /** A node dies before or after an effect's code has run, between its intent and its outcome. */
  CRASH_IN_EFFECT,
  /** A write is applied, and its caller is told that the store failed. */
  LOST_ANSWER,
  /** A write is not applied, and its caller is told that the store failed. */
  STORAGE_ERROR,
  /** For some seconds no write of any node is applied. */
  FULL_DISK,
  /** A write takes seconds; what comes after it on its node waits for it and shares one commit. */
  SLOW_DISK,
  /** A node cannot renew its lease while an effect works on; others take its runs over. */
  LEASE_LOSS,
  /** A node's clock jumps ahead, by up to twice the lease. */
  CLOCK_FORWARD,
  /** A node's clock jumps back, by up to twice the lease. */
  CLOCK_BACK,
  /** A node dies when it wants to record that an event was handled: it is delivered again. */
  REDELIVERY
}

package dev.aios.testkit.world;

/** Something that may be given a turn. Called under the lock of its {@link Turns}. */
interface Turn {
  /** Its time has come: it is queued for a turn, or goes on at once. */
  void wake();

  /** It is given a turn. */
  void begin();
}

package dev.aios.memory.internal;

import dev.aios.api.ConflictException;
import dev.aios.api.journal.WriteRejectedException;
import java.util.function.Supplier;

/** Repeats what read rows and wrote on condition that they had not changed, until they had not. */
public final class Contended {
  /** Each failed try is another writer's success, so many in a row mean a defect and not luck. */
  private static final int MOST_TRIES = 100;

  private Contended() {}

  /**
   * Tries until the write is not rejected.
   *
   * @param <T> what it gives
   * @param what what is changed, for the message
   * @param attempt reads and writes; called anew after each rejected write
   * @return what the successful attempt gave
   * @throws ConflictException if it never succeeds
   */
  public static <T> T retry(String what, Supplier<T> attempt) {
    WriteRejectedException last = null;
    for (int i = 0; i < MOST_TRIES; i++) {
      try {
        return attempt.get();
      } catch (WriteRejectedException e) {
        last = e;
      }
    }
    throw new ConflictException(
        "Could not change "
            + what
            + " in "
            + MOST_TRIES
            + " tries, because other writers changed it each time; nothing was written. Try again",
        last);
  }
}

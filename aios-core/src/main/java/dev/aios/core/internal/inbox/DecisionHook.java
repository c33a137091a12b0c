package dev.aios.core.internal.inbox;

import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.Write;
import java.util.List;

/**
 * What goes on when an item is decided. Each hook sees every decision and leaves alone what is not
 * its own. Thread-safe; called on the thread that decides.
 */
public interface DecisionHook {
  /** Nothing. */
  Write NOTHING = new Write(List.of(), List.of(), List.of());

  /**
   * What is written together with the decision, for example the wake-up of the run's row. Called
   * again, after reading again, if a row that it gave was changed by another writer meanwhile.
   *
   * @param decided the item as it will be; the decision does not count yet
   * @return the parts, {@link #NOTHING} if there are none
   * @throws dev.aios.api.AiosException if the decision cannot be taken; then nothing is written
   */
  default Write alongside(InboxItem decided) {
    return NOTHING;
  }

  /**
   * Called once the decision is durable, in this process only: after a crash in between nobody
   * calls. Must be short.
   *
   * @param decided the item as it is now
   */
  default void decided(InboxItem decided) {}
}

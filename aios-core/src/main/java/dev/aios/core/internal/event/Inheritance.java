package dev.aios.core.internal.event;

import dev.aios.core.internal.event.SubscriptionState.Trouble;
import java.util.ArrayList;
import java.util.List;

/**
 * What a delivery takes over from the one before. If that one died, an event may have been its
 * death: the next deliveries are written down before they are begun, so that a death that comes
 * again is known by the events that were begun. One such event is counted a failed delivery;
 * several are delivered one at a time, to find out which it was.
 */
final class Inheritance {
  private final SubscriptionState state;
  private final boolean died;

  /**
   * What was left.
   *
   * @param state as it was left
   * @param died whether whoever left it died, instead of giving it up
   */
  Inheritance(SubscriptionState state, boolean died) {
    this.state = state;
    this.died = died;
  }

  /** The progress to go on with. */
  Progress progress(EventReader reader) {
    Progress progress = new Progress(state, died);
    List<Trouble> open = new ArrayList<>(state.troubled());
    state.held().forEach(at -> open.add(new Trouble(at, 0, 0, 0, 0)));
    for (Trouble trouble : open) {
      reader.at(trouble.at()).ifPresent(event -> progress.restored(pending(trouble, event)));
    }
    return progress;
  }

  private Pending pending(Trouble trouble, ReadEvent event) {
    Pending pending = new Pending(trouble.at(), event.key(), trouble.earlier());
    pending.failures = trouble.failures();
    pending.waits = trouble.waits();
    pending.due = trouble.due();
    pending.read = event;
    if (died && state.begun().contains(trouble.at())) {
      if (state.begun().size() == 1) {
        pending.deadly = true;
        pending.marked = true;
        pending.due = 0;
      } else {
        pending.suspect = true;
      }
    }
    return pending;
  }
}

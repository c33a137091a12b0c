package dev.aios.core.internal.engine;

import dev.aios.api.journal.Write;

/** How the engine publishes the events that sagas emit. */
public interface Publications {
  /**
   * The parts of a write that publish an event.
   *
   * @param event the event
   * @param key what its order is kept by
   * @return the parts
   */
  Write publication(Object event, String key);

  /** Events were written: subscriptions may look. Must be short. */
  void appended();
}

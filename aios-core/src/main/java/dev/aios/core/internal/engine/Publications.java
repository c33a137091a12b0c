package dev.aios.core.internal.engine;

import dev.aios.api.journal.Write;
import dev.aios.api.value.Taint;

/** How the engine publishes the events that sagas emit. */
public interface Publications {
  /**
   * The parts of a write that publish an event.
   *
   * @param event the event
   * @param key what its order is kept by
   * @param taint the untrusted sources that went into it
   * @return the parts
   */
  Write publication(Object event, String key, Taint taint);

  /** Events were written: subscriptions may look. Must be short. */
  void appended();
}

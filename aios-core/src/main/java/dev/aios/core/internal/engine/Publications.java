package dev.aios.core.internal.engine;

import dev.aios.api.journal.Write;
import dev.aios.api.value.Taint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the engine publishes the events that sagas emit. */
public interface Publications {
  /**
   * The parts of a write that publish an event.
   *
   * @param event the event
   * @param key what its order is kept by
   * @param taint the untrusted sources that went into it
   * @param about whom it is about
   * @param seal the id of the key that it is sealed under, or null
   * @return the parts
   */
  Write publication(
      Object event, String key, Taint taint, List<String> about, @Nullable String seal);

  /** Events were written: subscriptions may look. Must be short. */
  void appended();
}

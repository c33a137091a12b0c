package dev.aios.api.run;

import java.util.Optional;
import java.util.Set;

/**
 * Forbids that runs and events about somebody are erased, for example because of a legal hold on
 * one of those whom they are about. Registered by an extension with {@link
 * dev.aios.api.Extension.Installation#hold}; there may be several, and one that forbids is enough.
 * Each is asked before each erasure. Thread-safe.
 */
public interface RunHold {
  /**
   * Whether a run has to stay.
   *
   * @param run which
   * @param about the ids of those whom it is about
   * @return what forbids its erasure, in words; empty if nothing does
   */
  Optional<String> on(RunId run, Set<String> about);

  /**
   * Whether an event has to stay.
   *
   * @param event the id of the key that it is sealed under, {@code event/} and letters and digits
   * @param about the ids of those whom it is about
   * @return what forbids its erasure, in words; empty if nothing does
   */
  Optional<String> onEvent(String event, Set<String> about);
}

package dev.aios.api.run;

import java.util.Optional;
import java.util.Set;

/**
 * Forbids that a run is erased, for example because of a legal hold on somebody whom it is about. A
 * service that an extension may register; asked before each erasure. Thread-safe.
 */
@FunctionalInterface
public interface RunHold {
  /**
   * Whether a run has to stay.
   *
   * @param run which
   * @param about the ids of those whom it is about
   * @return what forbids its erasure, in words; empty if nothing does
   */
  Optional<String> on(RunId run, Set<String> about);
}

package dev.aios.testkit.fault;

import java.util.EnumMap;
import java.util.Map;

/** How often faults fired. Thread-safe; shared by all views of one set of faults. */
final class Tally {
  private final Map<FaultKind, Integer> fired = new EnumMap<>(FaultKind.class);

  synchronized void count(FaultKind kind) {
    fired.merge(kind, 1, Integer::sum);
  }

  synchronized int of(FaultKind kind) {
    return fired.getOrDefault(kind, 0);
  }

  synchronized Map<FaultKind, Integer> all() {
    return fired.isEmpty() ? Map.of() : Map.copyOf(fired);
  }
}

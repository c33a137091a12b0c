package dev.aios.core.internal.journal;

import java.util.Iterator;
import java.util.Map;

/** What the writer remembers between groups is bounded here, between groups. */
final class Caches {
  private Caches() {}

  /** Forgets the entries used longest ago, until no more than {@code most} are left. */
  static void trim(Map<?, ?> cache, int most) {
    int excess = cache.size() - most;
    if (excess <= 0) {
      return;
    }
    Iterator<?> eldest = cache.keySet().iterator();
    for (int i = 0; i < excess; i++) {
      eldest.next();
      eldest.remove();
    }
  }
}

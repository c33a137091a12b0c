package dev.aios.core.internal.engine;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;

/**
 * Runs that are to be taken up, a few at a time: each costs some reading, and a node that finds ten
 * thousand of them must not begin with all at once. A run that waits for its turn is not added a
 * second time. Thread-safe.
 */
final class Claims {
  /** Enough for their writes to share commits; more would only wait for each other. */
  private static final int AT_ONCE = 16;

  private final Engine engine;
  private final Queue<String> queue = new ArrayDeque<>();
  private final Set<String> queued = new HashSet<>();
  private int working;

  Claims(Engine engine) {
    this.engine = engine;
  }

  /** Whether runs wait for their turn: then there is no use in looking for more. */
  synchronized boolean isBusy() {
    return !queue.isEmpty();
  }

  void add(String key) {
    synchronized (this) {
      if (!queued.add(key)) {
        return;
      }
      queue.add(key);
      if (working == AT_ONCE) {
        return;
      }
      working++;
    }
    next();
  }

  private void next() {
    engine.execute(this::takeOne);
  }

  /** One run, then this thread is free for what may have come of it. */
  private void takeOne() {
    String key;
    synchronized (this) {
      key = queue.poll();
      if (key == null) {
        working--;
        return;
      }
      queued.remove(key);
    }
    try {
      engine.pokeNow(key);
    } finally {
      next();
    }
  }
}

package dev.aios.testkit.world;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The virtual clock and what is due later. Changed under the world's lock; the time is volatile.
 */
final class Agenda {
  private static final Duration LONGEST_WAIT = Duration.ofDays(1000L * 365);

  private final TreeSet<Due> dues = new TreeSet<>();
  private volatile Instant now;
  private long added;

  Agenda(Instant start) {
    now = start;
  }

  Instant now() {
    return now;
  }

  /** When a wait that begins now ends, at most a thousand years later. */
  Instant after(Duration wait) {
    return now.plus(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT);
  }

  Due add(Instant at, Turn turn) {
    Due due = new Due(at, added++, turn);
    dues.add(due);
    return due;
  }

  void remove(Due due) {
    dues.remove(due);
  }

  Optional<Instant> next() {
    return dues.isEmpty() ? Optional.empty() : Optional.of(dues.first().at());
  }

  int size() {
    return dues.size();
  }

  /** Moves the clock to what is due next, and wakes all that is due then. */
  void moveOn() {
    now = dues.first().at();
    wakeDue();
  }

  /** Wakes what is due by now, in order. */
  void wakeDue() {
    while (!dues.isEmpty() && !dues.first().at().isAfter(now)) {
      Due due = dues.first();
      dues.remove(due);
      due.turn().wake();
    }
  }

  void clear() {
    dues.clear();
  }
}

package dev.aios.testkit.fault;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One fault: what it is put on, which occurrences it hits, what it does. Thread-safe.
 *
 * @param <T> what it is put on
 */
final class Fault<T> {
  /**
   * What a fault does.
   *
   * @param kind the kind
   * @param error makes what is thrown, for kinds that throw
   * @param delay for delays
   * @param answer for answers
   */
  record Strike(
      FaultKind kind,
      Supplier<? extends Exception> error,
      Duration delay,
      @Nullable Object answer) {
    static Strike throwing(FaultKind kind, Supplier<? extends Exception> error) {
      return new Strike(kind, error, Duration.ZERO, null);
    }

    static Strike of(FaultKind kind) {
      return throwing(kind, () -> new IllegalStateException(kind + " throws nothing"));
    }
  }

  private final String on;
  private final Predicate<? super T> fits;
  private final Occurrence when;
  private final Strike strike;
  private int seen;
  private int fired;

  Fault(String on, Predicate<? super T> fits, Occurrence when, Strike strike) {
    this.on = on;
    this.fits = fits;
    this.when = when;
    this.strike = strike;
  }

  /** The first fault that an occurrence sets off, or null; every fault counts the occurrence. */
  static <T> @Nullable Strike setOff(List<Fault<T>> faults, T occurrence, Tally tally) {
    Fault<T> due = null;
    for (Fault<T> fault : faults) {
      if (fault.hitBy(occurrence) && due == null) {
        due = fault;
      }
    }
    if (due == null) {
      return null;
    }
    due.fire();
    tally.count(due.strike.kind());
    return due.strike;
  }

  static <T> void requireFired(List<Fault<T>> faults) {
    List<String> unfired =
        faults.stream().filter(fault -> !fault.hasFired()).map(Fault::toString).toList();
    if (!unfired.isEmpty()) {
      throw new AssertionError(
          "These faults never fired, so the test proves nothing about them:\n  "
              + String.join("\n  ", unfired));
    }
  }

  private synchronized boolean hitBy(T occurrence) {
    return fits.test(occurrence) && when.hits(++seen);
  }

  private synchronized void fire() {
    fired++;
  }

  private synchronized boolean hasFired() {
    return fired > 0;
  }

  @Override
  public synchronized String toString() {
    return strike.kind() + " on " + on + ": seen " + seen + " times, fired " + fired + " times";
  }
}

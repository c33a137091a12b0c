package dev.aios.core.internal.journal;

import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.WriteRejectedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The conditions of a write, the same for every store, with the messages of their failures. */
public final class Conditions {
  private Conditions() {}

  /**
   * Checks the version of a row.
   *
   * @param change the change
   * @param actual the row's version, 0 if it is absent
   * @return null if the condition holds
   */
  public static @Nullable WriteRejectedException row(RowChange change, long actual) {
    long expected = change.expectedVersion();
    if (expected == RowChange.ANY || expected == actual) {
      return null;
    }
    String subject = WriteCheck.subject(change);
    return new WriteRejectedException(
        WriteRejectedException.Reason.ROW_VERSION,
        subject,
        "Row "
            + subject
            + " is "
            + described(actual)
            + ", expected "
            + described(expected)
            + ": another writer was first. Nothing of the write was applied; read the row again"
            + " and decide anew");
  }

  private static String described(long version) {
    return version == RowChange.ABSENT ? "absent" : "at version " + version;
  }

  /**
   * Checks the cap of one of a write's counter changes.
   *
   * @param changes all counter changes of the write
   * @param index which one; those before it count as made
   * @param stored the counter's value before the write
   * @return null if the condition holds
   */
  public static @Nullable WriteRejectedException counter(
      List<CounterChange> changes, int index, long stored) {
    CounterChange change = changes.get(index);
    if (change.delta() <= 0) {
      return null;
    }
    long value = stored;
    for (int i = 0; i < index; i++) {
      if (changes.get(i).counter().equals(change.counter())) {
        value = sum(value, changes.get(i).delta());
      }
    }
    long raised = value + change.delta();
    boolean overflow = raised < value;
    if (!overflow && raised <= change.max()) {
      return null;
    }
    return new WriteRejectedException(
        WriteRejectedException.Reason.COUNTER_CAP,
        change.counter(),
        "Counter "
            + change.counter()
            + " is "
            + value
            + ", adding "
            + change.delta()
            + " would pass its cap of "
            + change.max()
            + ". Nothing of the write was applied; raise the cap, or wait until it is given back");
  }

  /**
   * Adds without wrapping around.
   *
   * @param value a counter's value
   * @param delta what to add
   * @return the sum, or the nearest number that a long can hold
   */
  public static long sum(long value, long delta) {
    long sum = value + delta;
    boolean overflow = ((value ^ sum) & (delta ^ sum)) < 0;
    return overflow ? (delta < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
  }

  /**
   * What is told to a write that archives a record that is not there any more.
   *
   * @param position where it was
   * @return the rejection
   */
  public static WriteRejectedException archived(long position) {
    return new WriteRejectedException(
        WriteRejectedException.Reason.RECORD_ARCHIVED,
        Long.toString(position),
        "record "
            + position
            + " is not in the journal: it was archived before, or never there; read again which"
            + " are");
  }
}

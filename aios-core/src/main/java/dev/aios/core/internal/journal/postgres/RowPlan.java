package dev.aios.core.internal.journal.postgres;

import dev.aios.api.journal.RowChange;
import dev.aios.core.internal.journal.RowId;
import org.jspecify.annotations.Nullable;

/** What a group makes of one row. */
final class RowPlan implements Comparable<RowPlan> {
  final RowId id;

  /**
   * The version that the row must have before the group, or {@link RowChange#ANY} if it does not
   * matter.
   */
  final long base;

  /** Its version after the group so far; meaningless if the base is any. */
  long version;

  /** How to leave it, or null to leave it absent. */
  RowChange.@Nullable Put put;

  /** How many records of the group stand before the end of the write that changed it last. */
  int records;

  RowPlan(RowId id, long base) {
    this.id = id;
    this.base = base;
    this.version = base;
  }

  void apply(RowChange change, int recordsSoFar) {
    if (change instanceof RowChange.Put next) {
      put = next;
      version++;
    } else {
      put = null;
      version = RowChange.ABSENT;
    }
    records = recordsSoFar;
  }

  /** Whether the row is to be removed. One that was absent, and is again, is left alone. */
  boolean isGone() {
    return put == null && base != RowChange.ABSENT;
  }

  /** All nodes lock rows in this order. */
  @Override
  public int compareTo(RowPlan other) {
    int tables = id.table().compareTo(other.id.table());
    return tables != 0 ? tables : id.key().compareTo(other.id.key());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RowPlan plan && id.equals(plan.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }
}

package dev.aios.core.internal.journal.postgres;

import dev.aios.api.journal.Commit;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.core.internal.journal.Conditions;
import dev.aios.core.internal.journal.PendingWrite;
import dev.aios.core.internal.journal.RowId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A group of writes put together as one change of the database. A condition that nothing is known
 * about is taken to hold; the database checks it, and if it does not, what the database knows makes
 * another plan.
 */
final class GroupPlan {
  private record Accepted(PendingWrite write, int firstRecord, int lastRecord) {}

  private record Refused(PendingWrite write, WriteRejectedException reason) {}

  private final Known known;
  private final List<Accepted> accepted = new ArrayList<>();
  private final List<Refused> refused = new ArrayList<>();
  private final Map<RowId, RowPlan> rows = new HashMap<>();
  private final Map<String, CounterPlan> counters = new TreeMap<>();
  private final List<Draft> records = new ArrayList<>();
  private final List<Long> archived = new ArrayList<>(0);
  private final List<String> ended = new ArrayList<>(0);
  private final Set<RowId> missing = new HashSet<>();

  GroupPlan(List<PendingWrite> group, Known known) {
    this.known = known;
    for (PendingWrite pending : group) {
      WriteRejectedException rejection = rejection(pending.write());
      if (rejection == null) {
        accept(pending);
      } else {
        refused.add(new Refused(pending, rejection));
      }
    }
  }

  private @Nullable WriteRejectedException rejection(Write write) {
    for (RowChange change : write.rows()) {
      Long version = version(change);
      WriteRejectedException rejection = version == null ? null : Conditions.row(change, version);
      if (rejection != null) {
        return rejection;
      }
    }
    List<CounterChange> changes = write.counters();
    for (int i = 0; i < changes.size(); i++) {
      String name = changes.get(i).counter();
      Long value = known.values.get(name);
      if (value == null) {
        continue;
      }
      CounterPlan plan = counters.get(name);
      long before = plan == null ? value : Conditions.sum(value, plan.delta);
      WriteRejectedException rejection = Conditions.counter(changes, i, before);
      if (rejection != null) {
        return rejection;
      }
    }
    return null;
  }

  /** The version of a row at this point of the group, or null if it is not known. */
  private @Nullable Long version(RowChange change) {
    RowId id = new RowId(change.table(), change.key());
    RowPlan plan = rows.get(id);
    if (plan == null) {
      return known.versions.get(id);
    }
    if (plan.base == RowChange.ANY) {
      // A second change, of a row whose first did not ask for its version: it has to be read.
      missing.add(id);
      return null;
    }
    return plan.version;
  }

  private void accept(PendingWrite pending) {
    Write write = pending.write();
    int first = records.size();
    records.addAll(write.records());
    archived.addAll(write.archived());
    ended.addAll(write.ended());
    accepted.add(new Accepted(pending, first, records.size()));
    for (RowChange change : write.rows()) {
      rows.computeIfAbsent(
              new RowId(change.table(), change.key()),
              id -> new RowPlan(id, known.versions.getOrDefault(id, change.expectedVersion())))
          .apply(change, records.size());
    }
    for (CounterChange change : write.counters()) {
      counters
          .computeIfAbsent(change.counter(), CounterPlan::new)
          .add(change.delta(), change.max());
    }
  }

  /** Rows whose versions have to be read first; then this plan is of no use. */
  Set<RowId> missing() {
    return missing;
  }

  /** Whether there is nothing for the database to do. */
  boolean isEmpty() {
    return accepted.isEmpty();
  }

  List<Draft> records() {
    return records;
  }

  /** Positions of the records that leave the journal. */
  List<Long> archived() {
    return archived;
  }

  /** The streams whose names are given up if they hold no record any more. */
  List<String> ended() {
    return ended;
  }

  /** The rows to write, in the order in which they are locked. */
  List<RowPlan> puts() {
    return rows.values().stream().filter(row -> row.put != null).sorted().toList();
  }

  /** The rows to remove, in the order in which they are locked. */
  List<RowPlan> gone() {
    return rows.values().stream().filter(RowPlan::isGone).sorted().toList();
  }

  /** The counters to change, in the order in which they are locked. */
  List<CounterPlan> counters() {
    return List.copyOf(counters.values());
  }

  /** Gives each write its outcome. */
  void done(long firstPosition) {
    for (Accepted one : accepted) {
      one.write.accepted(
          new Commit(firstPosition + one.firstRecord, firstPosition + one.lastRecord - 1));
    }
    for (Refused one : refused) {
      one.write.refused(one.reason);
    }
  }
}

package dev.aios.core.internal.archive;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.core.internal.engine.ClosedRuns;
import dev.aios.core.internal.event.PassedEvents;
import dev.aios.core.internal.queue.JournalQueues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Removes what keeps old keys from being used again: tombstones of runs, and ids of events that
 * were to be published once. What they were about is in archive files. Used by one thread at a
 * time.
 */
final class Forgetting {
  private static final int AT_ONCE = 500;

  private final Journal journal;
  private final ClosedRuns runs;

  Forgetting(Journal journal, ClosedRuns runs) {
    this.journal = journal;
    this.runs = runs;
  }

  /** The keys that are old enough. */
  List<Row> due(Instant before) {
    Set<String> wanted = JournalQueues.dead(journal);
    List<Row> due = new ArrayList<>();
    runs.tombstones(
        before,
        row -> {
          if (!wanted.contains(row.key())) {
            due.add(row);
          }
        });
    due.addAll(
        journal.rows(
            new RowQuery(
                PassedEvents.ONCE, "", Long.MIN_VALUE, before.toEpochMilli() - 1, null, AT_ONCE)));
    return due;
  }

  /** Removes them, some at a time. */
  void forget(List<Row> due, Turn turn) {
    for (int i = 0; i < due.size(); i += AT_ONCE) {
      Write.Builder write = Write.builder();
      for (Row row : due.subList(i, Math.min(due.size(), i + AT_ONCE))) {
        write.row(new RowChange.Delete(row.table(), row.key(), row.version()));
        if (!row.table().equals(PassedEvents.ONCE)) {
          // An older version left the stream's name when it archived the run.
          write.ended(ClosedRuns.stream(row.key()));
        }
      }
      turn.write(write);
    }
  }
}

package dev.aios.core.internal.batch;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.codec.Envelopes;
import dev.aios.core.internal.seal.SealedBody;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The rows of tasks: each is in its batch's open group, then in that of a number, then gone. */
final class Tasks {
  static final String TABLE = "batch.task";
  private static final String OPEN = "#open";

  private Tasks() {}

  static String key(String run, String step) {
    // neither holds a line break
    return run + "\n" + step;
  }

  /** Empty if its run was about somebody who has been erased. */
  static Optional<BatchRecord.Task> of(Row row) {
    return SealedBody.is(row.body())
        ? Optional.empty()
        : Optional.of(Envelopes.CODEC.fromJson(row.body(), BatchRecord.Task.class));
  }

  static List<Row> open(Journal journal, String batch, int limit) {
    return journal.rows(RowQuery.group(TABLE, batch + OPEN).limit(limit));
  }

  /** The tasks of a closed batch, in the order in which they came. */
  static List<Row> taken(Journal journal, String batch, long number) {
    return journal.rows(RowQuery.group(TABLE, batch + "#" + number));
  }

  /** What all tasks of a closed batch come from. */
  static Taint taint(Journal journal, String batch, long number) {
    SortedSet<String> sources = new TreeSet<>();
    for (Row row : taken(journal, batch, number)) {
      of(row).ifPresent(task -> sources.addAll(task.taint()));
    }
    return new Taint(sources);
  }

  /** Whom all tasks of a closed batch are about. */
  static Set<String> about(Journal journal, String batch, long number) {
    Set<String> about = new TreeSet<>();
    for (Row row : taken(journal, batch, number)) {
      of(row).ifPresent(task -> about.addAll(task.about()));
    }
    return about;
  }

  static RowChange enters(String batch, BatchRecord.Task task, long at) {
    return new RowChange.Put(
        TABLE, key(task.run(), task.step()), RowChange.ABSENT, batch + OPEN, at, task.json());
  }

  static RowChange into(Row row, String batch, long number) {
    return new RowChange.Put(
        TABLE, row.key(), row.version(), batch + "#" + number, row.rank(), row.body());
  }

  static Write gone(List<String> keys) {
    return new Write(
        List.of(),
        keys.stream()
            .<RowChange>map(key -> new RowChange.Delete(TABLE, key, RowChange.ANY))
            .toList(),
        List.of());
  }
}

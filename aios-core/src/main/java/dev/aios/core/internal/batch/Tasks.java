package dev.aios.core.internal.batch;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.codec.Envelopes;
import java.util.List;

/** The rows of tasks: each is in its batch's open group, then in that of a number, then gone. */
final class Tasks {
  static final String TABLE = "batch.task";

  /** Closed batches whose callers are not all answered, in the group of their name. */
  static final String CLOSED = "batch.closed";

  private static final String OPEN = "#open";

  private Tasks() {}

  static String key(String run, String step) {
    // neither holds a line break
    return run + "\n" + step;
  }

  static BatchRecord.Task of(Row row) {
    return Envelopes.CODEC.fromJson(row.body(), BatchRecord.Task.class);
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
    Taint taint = Taint.NONE;
    for (Row row : taken(journal, batch, number)) {
      for (String source : of(row).taint()) {
        taint = taint.plus(Taint.of(source));
      }
    }
    return taint;
  }

  static RowChange enters(String batch, BatchRecord.Task task, long at) {
    return new RowChange.Put(
        TABLE,
        key(task.run(), task.step()),
        RowChange.ABSENT,
        batch + OPEN,
        at,
        Envelopes.CODEC.toJson(task));
  }

  static RowChange into(Row row, String batch, long number) {
    return new RowChange.Put(
        TABLE, row.key(), row.version(), batch + "#" + number, row.rank(), row.body());
  }

  /** The row of a closed batch, which goes with its tasks. */
  static RowChange closes(String batch, long number) {
    return new RowChange.Put(
        CLOSED, closed(batch, number), RowChange.ABSENT, batch, number, Json.NULL);
  }

  private static String closed(String batch, long number) {
    return batch + "#" + number;
  }

  /** All callers of a closed batch have their answer. */
  static Write gone(String batch, long number, List<String> keys) {
    Write.Builder write = Write.builder();
    keys.forEach(key -> write.row(new RowChange.Delete(TABLE, key, RowChange.ANY)));
    return write.row(new RowChange.Delete(CLOSED, closed(batch, number), RowChange.ANY)).build();
  }
}

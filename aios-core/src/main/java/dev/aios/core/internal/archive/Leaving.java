package dev.aios.core.internal.archive;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What goes into one archive file, and what becomes of it in the journal. Not thread-safe. */
final class Leaving {
  private final TreeMap<Long, JournalRecord> records = new TreeMap<>();
  private final List<Row> rows = new ArrayList<>();
  private final List<RowChange> changes = new ArrayList<>();
  private final Set<String> streams = new TreeSet<>();
  private final Set<String> known = new HashSet<>();
  private int runs;

  void records(Collection<JournalRecord> more) {
    more.forEach(record -> records.put(record.position(), record));
  }

  /** A stream that goes as a whole, and its name with it. */
  void stream(String name, Collection<JournalRecord> all) {
    records(all);
    streams.add(name);
  }

  /** A row that is removed, as it was when its records were read. */
  void gone(Row row) {
    replaced(row, new RowChange.Delete(row.table(), row.key(), row.version()));
  }

  /** A row of which something else is left. */
  void replaced(Row row, RowChange left) {
    if (known.add(row.table() + '\n' + row.key())) {
      rows.add(row);
      changes.add(left);
    }
  }

  boolean has(String table, String key) {
    return known.contains(table + '\n' + key);
  }

  void run() {
    runs++;
  }

  int runs() {
    return runs;
  }

  int size() {
    return records.size();
  }

  boolean isEmpty() {
    return records.isEmpty();
  }

  /**
   * What goes into the file: as it is kept, so that what is sealed stays so. What has changed since
   * it was read, or is not there any more, is left out; the write is refused then.
   */
  Content content(Journal journal) {
    List<JournalRecord> kept = new ArrayList<>(records.size());
    for (JournalRecord record : records.values()) {
      if (record.body().seal() == null) {
        kept.add(record);
      } else {
        journal.readStream(record.stream(), record.position() - 1, 1).stream()
            .filter(found -> found.position() == record.position())
            .forEach(kept::add);
      }
    }
    List<Row> as = new ArrayList<>(rows.size());
    for (Row row : rows) {
      if (row.body().seal() == null) {
        as.add(row);
      } else {
        journal.row(row.table(), row.key()).ifPresent(as::add);
      }
    }
    return new Content(List.copyOf(kept), List.copyOf(as));
  }

  /** The last position at which a record of a stream goes, 0 if none does. */
  long last(String stream) {
    long last = 0;
    for (JournalRecord record : records.values()) {
      if (record.stream().equals(stream)) {
        last = record.position();
      }
    }
    return last;
  }

  /** Takes it out of the journal. */
  void leave(Write.Builder write) {
    changes.forEach(write::row);
    records.keySet().forEach(write::archived);
    streams.forEach(write::ended);
  }
}

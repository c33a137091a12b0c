package dev.aios.core.internal.archive;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.core.internal.archive.Catalog.Entry;
import dev.aios.core.internal.engine.ClosedRuns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The archive files of a journal, for readers: the catalog is read again only when somebody has
 * archived since, and of a file as little as will do. Thread-safe.
 */
final class KnownFiles {
  private record Seen(long version, Catalog catalog) {}

  private final Journal journal;
  private final ArchiveFolder folder;
  private volatile @Nullable Seen seen;

  KnownFiles(Journal journal, ArchiveFolder folder) {
    this.journal = journal;
    this.folder = folder;
  }

  /** The catalog as it is now, or newer than when this was called. */
  Catalog catalog() {
    long version = Turn.version(journal);
    Seen known = seen;
    if (known == null || known.version != version || version == 0) {
      // The version first: a catalog that is newer than its version is read once more.
      known = new Seen(version, Catalog.read(journal));
      seen = known;
    }
    return known.catalog;
  }

  /** The records of a file. */
  List<JournalRecord> records(Entry entry, String what) {
    try {
      return folder.read(entry.file()).records();
    } catch (IOException e) {
      throw ClosedRuns.missing(what, entry.file().name(), e);
    }
  }

  /** What a file has. */
  FileIndex index(Entry entry, String what) {
    try {
      return folder.index(entry.file());
    } catch (IOException e) {
      throw ClosedRuns.missing(what, entry.file().name(), e);
    }
  }

  /** The records of a stream that are in files, after a position, in the order of positions. */
  List<JournalRecord> stream(List<Entry> entries, String stream, long afterPosition, int limit) {
    List<JournalRecord> found = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.file().lastPosition() <= afterPosition) {
        continue;
      }
      FileIndex.Span span = index(entry, stream).stream(stream).orElse(null);
      if (span != null && span.last() > afterPosition) {
        for (JournalRecord record : records(entry, stream)) {
          if (record.stream().equals(stream) && record.position() > afterPosition) {
            found.add(record);
          }
        }
      }
    }
    found.sort(java.util.Comparator.comparingLong(JournalRecord::position));
    return found.size() <= limit ? found : found.subList(0, limit);
  }

  /** A row that left with records, as it is in the newest file that has it. */
  Optional<Row> row(String table, String key) {
    List<Entry> entries = catalog().entries();
    for (int i = entries.size() - 1; i >= 0; i--) {
      Optional<Row> found = index(entries.get(i), table + "/" + key).row(table, key);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** All rows of a table that left with records. */
  List<Row> rows(String table) {
    List<Row> rows = new ArrayList<>();
    for (Entry entry : catalog().entries()) {
      rows.addAll(index(entry, "table " + table).rows(table));
    }
    return rows;
  }

  /** The files whose records may be among those after a position and before another. */
  List<Entry> between(long after, long before, Predicate<Entry> which) {
    return catalog().entries().stream()
        .filter(
            entry -> entry.file().lastPosition() > after && entry.file().firstPosition() < before)
        .filter(which)
        .toList();
  }
}

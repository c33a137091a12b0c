package dev.aios.core.internal.archive;

import dev.aios.api.StorageException;
import dev.aios.api.journal.ForwardingJournal;
import dev.aios.api.journal.HashedRecord;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.RecordHashes;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.core.internal.archive.Catalog.Entry;
import dev.aios.core.internal.engine.ClosedRuns;
import dev.aios.core.internal.engine.Tombstone;
import dev.aios.core.internal.event.PassedEvents;
import dev.aios.core.internal.inbox.JournalInbox;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal whose readers are given what is in archive files as if it had never left. Thread-safe.
 */
public final class ArchivedJournal extends ForwardingJournal {
  private static final Logger LOG = LoggerFactory.getLogger(ArchivedJournal.class);
  private static final String RUN = ClosedRuns.stream("");

  /** What stands before the first record of a chain. */
  private static final String FIRST = "0".repeat(64);

  private static final long BACK = 64;
  private static final long MOST_BACK = 16_384;

  /**
   * What streams begin with of which files may hold a part, while another may be in the journal.
   * Those of runs are found by the run's row.
   */
  private static final List<String> PARTED =
      List.of("inbox/", "effect/", "subscription/", "batch/", "schedule/", "queue/");

  private final Journal journal;
  private final KnownFiles files;

  /**
   * Over a journal.
   *
   * @param journal the journal
   * @param folder where its archive files are
   */
  public ArchivedJournal(Journal journal, ArchiveFolder folder) {
    this.journal = journal;
    this.files = new KnownFiles(journal, folder);
  }

  @Override
  protected Journal delegate() {
    return journal;
  }

  @Override
  public List<JournalRecord> read(long afterPosition, int limit) {
    return read(afterPosition, limit, entry -> true);
  }

  @Override
  public List<JournalRecord> mentioning(Collection<String> texts, long afterPosition, int limit) {
    List<String> wanted = List.copyOf(texts);
    return read(
        afterPosition,
        limit,
        entry -> {
          FileIndex index = files.index(entry, "positions after " + afterPosition);
          return wanted.stream().anyMatch(index::mayHold);
        });
  }

  private List<JournalRecord> read(long afterPosition, int limit, Predicate<Entry> which) {
    // The journal first: what leaves it after that is in a file that is listed after that.
    List<JournalRecord> live = journal.read(afterPosition, limit);
    long upTo = live.size() < limit ? Long.MAX_VALUE : live.get(limit - 1).position();
    List<Entry> entries = files.between(afterPosition, upTo, which);
    if (entries.isEmpty()) {
      return live;
    }
    TreeMap<Long, JournalRecord> merged = new TreeMap<>();
    live.forEach(record -> merged.put(record.position(), record));
    for (Entry entry : entries) {
      for (JournalRecord record : files.records(entry, "positions after " + afterPosition)) {
        if (record.position() > afterPosition && record.position() < upTo) {
          merged.put(record.position(), record);
        }
      }
    }
    return merged.values().stream().limit(limit).toList();
  }

  @Override
  public RecordHashes hashes(long afterPosition, int limit) {
    RecordHashes live = journal.hashes(afterPosition, limit);
    long upTo = live.size() < limit ? Long.MAX_VALUE : live.position(limit - 1);
    if (files.between(afterPosition, upTo, entry -> true).isEmpty()) {
      return live;
    }
    RecordHashes.Builder merged = RecordHashes.builder(limit);
    read(afterPosition, limit).forEach(each -> merged.add(each.position(), each.hash()));
    return merged.build();
  }

  @Override
  public Optional<HashedRecord> hashed(long position) {
    Optional<HashedRecord> live = journal.hashed(position);
    if (live.isPresent() || position < 1) {
      return live;
    }
    // It, or the one before it in its chain, is in a file.
    return read(position - 1, 1).stream()
        .filter(record -> record.position() == position)
        .findFirst()
        .flatMap(
            record ->
                before(record)
                    .map(
                        previous ->
                            new HashedRecord(
                                previous,
                                record.index(),
                                record.time(),
                                record.kind(),
                                record.stream(),
                                record.body())));
  }

  /** The hash of the record before it in its chain, which is not far from it. */
  private Optional<String> before(JournalRecord record) {
    if (record.index() == 1) {
      return Optional.of(FIRST);
    }
    for (long back = BACK, end = record.position(); end > 1; back = Math.min(2 * back, MOST_BACK)) {
      long start = Math.max(1, end - back);
      for (JournalRecord one : read(start - 1, (int) (end - start))) {
        if (one.chain() == record.chain() && one.index() == record.index() - 1) {
          return Optional.of(one.hash());
        }
      }
      end = start;
    }
    return Optional.empty();
  }

  @Override
  public List<JournalRecord> readStream(String stream, long afterPosition, int limit) {
    List<JournalRecord> live = journal.readStream(stream, afterPosition, limit);
    if (stream.startsWith(RUN)) {
      // A run's stream leaves as a whole.
      return live.isEmpty() ? ofRun(stream, afterPosition, limit) : live;
    }
    List<Entry> entries = List.of();
    if (stream.equals(PassedEvents.STREAM)) {
      // Asked several times a second, and nearly always for what is behind all that was archived.
      entries =
          files.catalog().entries().stream()
              .filter(entry -> entry.lastEvent() > afterPosition)
              .toList();
    } else if (stream.equals(Catalog.STREAM) || PARTED.stream().anyMatch(stream::startsWith)) {
      entries = files.catalog().entries();
    }
    return entries.isEmpty()
        ? live
        : merged(live, files.stream(entries, stream, afterPosition, limit), limit);
  }

  private static List<JournalRecord> merged(
      List<JournalRecord> live, List<JournalRecord> archived, int limit) {
    if (archived.isEmpty()) {
      return live;
    }
    TreeMap<Long, JournalRecord> merged = new TreeMap<>();
    archived.forEach(record -> merged.put(record.position(), record));
    live.forEach(record -> merged.put(record.position(), record));
    return merged.values().stream().limit(limit).toList();
  }

  private List<JournalRecord> ofRun(String stream, long afterPosition, int limit) {
    String file = ClosedRuns.archiveOf(journal, stream).orElse(null);
    return file == null
        ? List.of()
        : files.stream(List.of(named(file, stream)), stream, afterPosition, limit);
  }

  private Entry named(String file, String stream) {
    return files
        .catalog()
        .find(file)
        .orElseThrow(
            () ->
                new StorageException(
                    "The records of "
                        + stream
                        + " are said to be in archive file "
                        + file
                        + ", which the journal does not know: somebody has changed its rows"));
  }

  @Override
  public Optional<Row> row(String table, String key) {
    Optional<Row> live = journal.row(table, key);
    if (table.equals(JournalInbox.TABLE) && live.isEmpty()) {
      // An item leaves with its run, and is found by its id all the same.
      return files.row(table, key);
    }
    return live.map(this::whole);
  }

  @Override
  public List<Row> rows(RowQuery query) {
    List<Row> rows = journal.rows(query);
    return rows.stream().anyMatch(row -> Tombstone.of(row).isPresent())
        ? rows.stream().map(this::whole).toList()
        : rows;
  }

  @Override
  public List<Row> archivedRows(String table) {
    return files.rows(table);
  }

  /** A run's row as it was; without its file, what is left of it. */
  private Row whole(Row row) {
    Tombstone stone = Tombstone.of(row).orElse(null);
    if (stone == null) {
      return row;
    }
    try {
      Entry entry = named("" + stone.file(), row.key());
      return files
          .index(entry, row.key())
          .row(row.table(), row.key())
          .map(archived -> Tombstone.restored(row, archived))
          .orElse(row);
    } catch (StorageException e) {
      LOG.atWarn().setCause(e).addKeyValue("run", row.key()).log("its archive file is not there");
      return row;
    }
  }
}

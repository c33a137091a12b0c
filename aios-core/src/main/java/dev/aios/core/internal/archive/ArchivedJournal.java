package dev.aios.core.internal.archive;

import dev.aios.api.StorageException;
import dev.aios.api.journal.ForwardingJournal;
import dev.aios.api.journal.HashedRecord;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.RecordHashes;
import dev.aios.core.archive.ArchiveFile;
import dev.aios.core.internal.engine.ClosedRuns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A journal whose readers are given what is in archive files as if it had never left. Thread-safe.
 */
public final class ArchivedJournal extends ForwardingJournal {
  /** What stands before the first record of a chain. */
  private static final String FIRST = "0".repeat(64);

  private static final long BACK = 64;
  private static final long MOST_BACK = 16_384;

  private final Journal journal;
  private final ArchiveFolder folder;

  /**
   * Over a journal.
   *
   * @param journal the journal
   * @param folder where its archive files are
   */
  public ArchivedJournal(Journal journal, ArchiveFolder folder) {
    this.journal = journal;
    this.folder = folder;
  }

  @Override
  protected Journal delegate() {
    return journal;
  }

  @Override
  public List<JournalRecord> read(long afterPosition, int limit) {
    // The journal first: what leaves it after that is in a file that is listed after that.
    List<JournalRecord> live = journal.read(afterPosition, limit);
    long upTo = live.size() < limit ? Long.MAX_VALUE : live.get(limit - 1).position();
    List<ArchiveFile> files =
        ArchiveRow.all(journal).stream()
            .filter(file -> file.lastPosition() > afterPosition && file.firstPosition() < upTo)
            .toList();
    if (files.isEmpty()) {
      return live;
    }
    TreeMap<Long, JournalRecord> merged = new TreeMap<>();
    live.forEach(record -> merged.put(record.position(), record));
    for (ArchiveFile file : files) {
      for (JournalRecord record : records(file, "positions after " + afterPosition)) {
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
    boolean whole =
        ArchiveRow.all(journal).stream()
            .noneMatch(file -> file.lastPosition() > afterPosition && file.firstPosition() < upTo);
    if (whole) {
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
    if (!live.isEmpty()) {
      return live;
    }
    // A run's stream leaves as a whole.
    String name = ClosedRuns.archiveOf(journal, stream).orElse(null);
    if (name == null) {
      return live;
    }
    List<JournalRecord> found = new ArrayList<>();
    for (JournalRecord record : records(named(name, stream), stream)) {
      if (record.stream().equals(stream)
          && record.position() > afterPosition
          && found.size() < limit) {
        found.add(record);
      }
    }
    return found;
  }

  private ArchiveFile named(String name, String stream) {
    String key = name.substring(0, Math.max(0, name.indexOf('-')));
    return journal
        .row(ArchiveRow.TABLE, key)
        .map(row -> ArchiveRow.of(row.body(), "row " + key + " of table " + ArchiveRow.TABLE))
        .orElseThrow(
            () ->
                new StorageException(
                    "The records of "
                        + stream
                        + " are said to be in archive file "
                        + name
                        + ", which the journal does not know: somebody has changed its rows"));
  }

  private List<JournalRecord> records(ArchiveFile file, String what) {
    try {
      return folder.read(file);
    } catch (IOException e) {
      throw ClosedRuns.missing(what, file.name(), e);
    }
  }
}

package dev.aios.core.internal.archive;

import dev.aios.api.ClosedException;
import dev.aios.api.ErasedException;
import dev.aios.api.StorageException;
import dev.aios.api.World;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Verification;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.core.archive.Archive;
import dev.aios.core.archive.ArchiveFile;
import dev.aios.core.archive.ArchiveRule;
import dev.aios.core.internal.Rounds;
import dev.aios.core.internal.engine.ClosedRuns;
import dev.aios.core.internal.engine.ClosedRuns.Closed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Archives by a rule: writes a file, then takes its records out of the journal in one write that
 * notes the file, anchors its digest in the chain, and is conditional on the row of each run. Of
 * several nodes that do so at once one gets a file's number; the others leave it to that one.
 * Thread-safe.
 */
public final class JournalArchive implements Archive, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalArchive.class);

  /** Between two files, so that writers are not held up by one after the other. */
  private static final Duration BREATH = Duration.ofMillis(200);

  /** Longer than anybody writes at one file. */
  private static final Duration STALE = Duration.ofDays(1);

  private final Journal journal;
  private final Journal opened;
  private final World world;
  private final ArchiveRule rule;
  private final ArchiveFolder folder;
  private final ClosedRuns runs;
  private final Predicate<JournalRecord> mayGo;
  private final Rounds rounds;

  /** What the last look found due; touched by rounds alone. */
  private final Deque<Closed> due = new ArrayDeque<>();

  /**
   * An archive; call {@link #start} for it to work by itself.
   *
   * @param journal the journal itself
   * @param opened the same with what is sealed opened
   * @param world time, ids, threads
   * @param rule what goes, and how often
   * @param folder where the files are
   * @param mayGo whether a record may leave the journal, whatever the rule says: where something
   *     else vouches for records, what it does not vouch for yet stays
   */
  public JournalArchive(
      Journal journal,
      Journal opened,
      World world,
      ArchiveRule rule,
      ArchiveFolder folder,
      Predicate<JournalRecord> mayGo) {
    this.journal = journal;
    this.opened = opened;
    this.world = world;
    this.rule = rule;
    this.folder = folder;
    this.runs = new ClosedRuns(opened, journal);
    this.mayGo = mayGo;
    this.rounds = new Rounds(world, this::round);
  }

  /** Looks for what is due, from now on. */
  public void start() {
    rounds.start();
  }

  private Instant round() {
    try {
      if (due.isEmpty()) {
        due.addAll(due());
      }
      if (!due.isEmpty() && one(due).isPresent()) {
        return world.instant().plus(BREATH);
      }
      due.clear();
      sweep();
    } catch (ClosedException e) {
      LOG.atDebug().log("archiving ended by the close");
    } catch (StorageException e) {
      due.clear();
      LOG.atError().setCause(e).log("could not archive; again at the next time");
    }
    return world.instant().plus(rule.every());
  }

  @Override
  public List<ArchiveFile> now() {
    List<ArchiveFile> written = new ArrayList<>();
    Deque<Closed> closed = new ArrayDeque<>(due());
    while (!closed.isEmpty()) {
      one(closed).ifPresent(written::add);
    }
    sweep();
    return written;
  }

  @Override
  public List<ArchiveFile> files() {
    return ArchiveRow.all(journal);
  }

  @Override
  public Verification verify() {
    return ArchiveCheck.verify(journal, folder);
  }

  private List<Closed> due() {
    return runs.endedBefore(
        world.instant().minus(rule.closedFor()),
        status -> !rule.kept().contains(status.id().saga()));
  }

  /**
   * Writes one file of the runs in front; empty if none of them may go, or another node was
   * quicker.
   */
  private Optional<ArchiveFile> one(Deque<Closed> closed) {
    List<JournalRecord> records = new ArrayList<>();
    List<Closed> gone = new ArrayList<>();
    while (!closed.isEmpty() && records.size() < rule.recordsPerFile()) {
      Closed run = closed.removeFirst();
      List<JournalRecord> its = runs.records(run);
      if (!its.isEmpty() && its.stream().allMatch(mayGo)) {
        records.addAll(its);
        gone.add(run);
      }
    }
    if (records.isEmpty()) {
      return Optional.empty();
    }
    records.sort(Comparator.comparingLong(JournalRecord::position));
    long number = files().size() + 1L;
    ArchiveFile file = folder.write(number, records, gone.size(), world.newId());
    Write.Builder write =
        Write.builder()
            .record(ArchiveRow.KIND, ArchiveRow.STREAM, ArchiveRow.json(file))
            .row(
                new RowChange.Put(
                    ArchiveRow.TABLE,
                    ArchiveRow.key(number),
                    RowChange.ABSENT,
                    "",
                    number,
                    ArchiveRow.json(file)));
    gone.forEach(run -> write.row(ClosedRuns.archived(run, file.name())));
    records.forEach(record -> write.archived(record.position()));
    try {
      opened.writeNow(write.build());
    } catch (WriteRejectedException | ErasedException e) {
      LOG.atDebug()
          .addKeyValue("file", file.name())
          .log("another node, or an erasure, was quicker");
      return Optional.empty();
    }
    LOG.atInfo()
        .addKeyValue("file", file.name())
        .addKeyValue("runs", file.runs())
        .addKeyValue("records", file.records())
        .log("archived");
    return Optional.of(file);
  }

  private void sweep() {
    List<ArchiveFile> files = files();
    Set<String> names = files.stream().map(ArchiveFile::name).collect(Collectors.toSet());
    folder.sweep(files.size(), names, world.instant().minus(STALE));
  }

  /** Archives nothing any more by itself; does not wait for a file under way. */
  @Override
  public void close() {
    rounds.close();
  }
}

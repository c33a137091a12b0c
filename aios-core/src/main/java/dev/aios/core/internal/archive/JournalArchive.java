package dev.aios.core.internal.archive;

import dev.aios.api.ClosedException;
import dev.aios.api.StorageException;
import dev.aios.api.World;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.Verification;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.run.RunId;
import dev.aios.core.archive.Archive;
import dev.aios.core.archive.ArchiveFile;
import dev.aios.core.archive.ArchiveRule;
import dev.aios.core.archive.ArchivedRun;
import dev.aios.core.internal.Given;
import dev.aios.core.internal.Rounds;
import dev.aios.core.internal.archive.Catalog.Entry;
import dev.aios.core.internal.engine.ClosedRuns;
import dev.aios.core.internal.event.PassedEvents;
import dev.aios.core.internal.node.NodeRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Archives by a rule: writes a file, then takes its records out of the journal in one write that
 * notes the file, anchors its digest in the chain, and is conditional on the row of each run. Of
 * several nodes one has its {@link Turn}; the others leave it to that one. Thread-safe.
 */
public final class JournalArchive implements Archive, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalArchive.class);

  /** Longer than anybody writes at one file. */
  private static final Duration STALE = Duration.ofDays(1);

  /** How soon a caller looks again whether it is its turn. */
  private static final Duration LOOK = Duration.ofMillis(50);

  private final Journal journal;
  private final World world;
  private final ArchiveRule rule;
  private final ArchiveFolder folder;
  private final ClosedRuns runs;
  private final Predicate<JournalRecord> mayGo;
  private final KnownFiles files;
  private final Turn turn;
  private final Pace pace;
  private final Rounds rounds;

  /** One thread of this node archives at a time; guards the turn and what was found. */
  private final ReentrantLock lock = new ReentrantLock();

  /** What the last look found due, while it is worked off. */
  private @Nullable Gathering gathered;

  private volatile boolean closed;

  /**
   * An archive; call {@link #start} for it to work by itself.
   *
   * @param journal the journal itself
   * @param world time, ids, threads
   * @param nodes this node, started, and the others
   * @param rule what goes, and how often
   * @param folder where the files are
   * @param runs the runs of the journal
   * @param mayGo whether a record may leave the journal, whatever the rule says: where something
   *     else vouches for records, what it does not vouch for yet stays
   */
  public JournalArchive(
      Journal journal,
      World world,
      NodeRegistry nodes,
      ArchiveRule rule,
      ArchiveFolder folder,
      ClosedRuns runs,
      Predicate<JournalRecord> mayGo) {
    this.journal = journal;
    this.world = world;
    this.rule = rule;
    this.folder = folder;
    this.runs = runs;
    this.mayGo = mayGo;
    this.files = new KnownFiles(journal, folder);
    this.turn = new Turn(journal, nodes);
    this.pace = new Pace(world);
    this.rounds = new Rounds(world, this::round);
  }

  /** Looks for what is due, from now on. */
  public void start() {
    rounds.start();
  }

  /** Writes one file, or finds that nothing is due for now. */
  private Instant round() {
    lock.lock();
    try {
      pace.begins();
      if (one().isPresent()) {
        return pace.next(backlog());
      }
      settle();
    } catch (ClosedException e) {
      LOG.atDebug().log("archiving ended by the close");
    } catch (StorageException | WriteRejectedException e) {
      over(e);
      LOG.atError().setCause(e).log("could not archive; again at the next time");
    } catch (RuntimeException e) {
      over(e);
      throw e;
    } finally {
      lock.unlock();
    }
    return world.instant().plus(rule.every());
  }

  private int backlog() {
    Gathering left = gathered;
    return left == null ? 0 : left.runsLeft();
  }

  @Override
  public List<ArchiveFile> now() {
    List<ArchiveFile> written = new ArrayList<>();
    lock.lock();
    try {
      gathered = null;
      do {
        Optional<ArchiveFile> file = one();
        while (file.isPresent()) {
          written.add(file.get());
          file = one();
        }
      } while (waits());
      settle();
    } catch (RuntimeException e) {
      over(e);
      throw e;
    } finally {
      lock.unlock();
    }
    return written;
  }

  /** Whether there is something due that another node is at; then waits for a moment. */
  private boolean waits() {
    if (turn.isMine() || !isDue() || closed) {
      return false;
    }
    try {
      world.sleep(LOOK);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return true;
  }

  private Gathering look() {
    return new Gathering(journal, rule, runs, mayGo, world.instant());
  }

  private boolean isDue() {
    return !look().next(1).isEmpty();
  }

  @Override
  public List<ArchiveFile> files() {
    return files.catalog().files();
  }

  @Override
  public List<ArchivedRun> find(RunId id) {
    Given.notNull("archived run", "the run id", id);
    String stream = ClosedRuns.stream(id.toString());
    List<ArchivedRun> found = new ArrayList<>();
    for (Entry entry : files.catalog().entries()) {
      FileIndex index = files.index(entry, stream);
      if (index.stream(stream).isPresent()) {
        List<JournalRecord> records = files.stream(List.of(entry), stream, 0, Integer.MAX_VALUE);
        found.add(
            new ArchivedRun(
                id,
                entry.file().name(),
                index.row(ClosedRuns.TABLE, id.toString()).map(ClosedRuns::status).orElse(null),
                ClosedRuns.history(id, records)));
      }
    }
    return found;
  }

  @Override
  public Verification verify() {
    return ArchiveCheck.verify(journal, folder);
  }

  /** Writes one file; empty if nothing is due, or it is another node's turn. */
  private Optional<ArchiveFile> one() {
    Gathering from = gathered;
    if (from == null) {
      from = look();
      gathered = from;
    }
    // Looked for without the turn, which costs a write.
    Catalog catalog = Catalog.read(journal);
    Leaving leaving = from.next(catalog.next());
    if (leaving.isEmpty()) {
      gathered = null;
      return Optional.empty();
    }
    if (!turn.isMine()) {
      gathered = null;
      if (!turn.take()) {
        return Optional.empty();
      }
      // What was found may have been archived by the node whose turn it was.
      fold();
      return one();
    }
    try {
      return Optional.of(write(leaving, catalog));
    } catch (WriteRejectedException e) {
      LOG.atDebug().setCause(e).log("something that was to be archived has changed: again");
      gathered = null;
      return turn.take() ? one() : Optional.empty();
    }
  }

  private ArchiveFile write(Leaving leaving, Catalog catalog) {
    long number = catalog.next();
    Content content = leaving.content();
    ArchiveFile file = folder.write(number, content, leaving.runs(), world.newId());
    Write.Builder write = Write.builder();
    long lastEvent = leaving.last(PassedEvents.STREAM);
    catalog.add(write, new Entry(file, lastEvent));
    if (lastEvent > catalog.lastEvent()) {
      write.row(PassedEvents.left(lastEvent));
    }
    leaving.leave(write);
    turn.write(write);
    folder.keepIndex(file, content, world.newId());
    LOG.atInfo()
        .addKeyValue("file", file.name())
        .addKeyValue("runs", file.runs())
        .addKeyValue("records", file.records())
        .log("archived");
    return file;
  }

  /** Brings the rows of an older version into fewer. */
  private void fold() {
    Optional<Write> folded = Catalog.read(journal).folded();
    while (folded.isPresent()) {
      turn.write(Write.builder().all(folded.get()));
      folded = Catalog.read(journal).folded();
    }
  }

  /** Nothing is due any more: forgets keys, and removes what nobody refers to. */
  private void settle() {
    gathered = null;
    Instant before = rule.forgetsBefore(world.instant());
    if (before != null) {
      Forgetting forgetting = new Forgetting(journal, runs);
      List<Row> due = forgetting.due(before);
      if (!due.isEmpty() && (turn.isMine() || turn.take())) {
        forgetting.forget(due, turn);
      }
    }
    turn.giveUp(null);
    Catalog catalog = Catalog.read(journal);
    Set<String> names = catalog.files().stream().map(ArchiveFile::name).collect(Collectors.toSet());
    folder.sweep(catalog.next() - 1, names, world.instant().minus(STALE));
  }

  private void over(RuntimeException because) {
    gathered = null;
    turn.giveUp(because);
  }

  /** Archives nothing any more by itself; does not wait for a file under way. */
  @Override
  public void close() {
    closed = true;
    rounds.close();
  }
}

package dev.aios.core.internal.queue;

import dev.aios.api.AiosException;
import dev.aios.api.ClosedException;
import dev.aios.api.ConflictException;
import dev.aios.api.ErasedException;
import dev.aios.api.StorageException;
import dev.aios.api.World;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.run.RunId;
import dev.aios.core.internal.codec.Envelopes;
import dev.aios.core.internal.inbox.DecisionHook;
import dev.aios.core.internal.inbox.InboxDraft;
import dev.aios.core.internal.inbox.JournalInbox;
import dev.aios.core.internal.inbox.Verdicts;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queued runs that failed. Each is an item in the inbox and, under the item's id, a row in table
 * {@code queue.dead}: until a person gives it up, or wants it tried again and it is. Thread-safe.
 */
final class DeadRuns implements DecisionHook {
  private static final Logger LOG = LoggerFactory.getLogger(DeadRuns.class);
  private static final String TABLE = "queue.dead";
  private static final String DEAD = "dead";
  private static final String RETRY = "retry";
  private static final List<String> ASK = List.of("owner");
  private static final int MOST_KEY = 170;

  /** A run that failed, and its place if it is tried again. */
  record Dead(String run, Entry entry) {}

  /** What could not be tried again, and was said once. */
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  private final Journal journal;
  private final World world;
  private final JournalInbox inbox;
  private final Runnable onRetry;
  private volatile @Nullable Begins begins;

  DeadRuns(Journal journal, World world, JournalInbox inbox, Runnable onRetry) {
    this.journal = journal;
    this.world = world;
    this.inbox = inbox;
    this.onRetry = onRetry;
    inbox.add(this);
  }

  /** The engine is there: what is to be tried again can be. */
  void start(Begins engine) {
    begins = engine;
  }

  /**
   * The runs that a person may want tried again.
   *
   * @param journal where they are
   * @return their ids
   */
  static Set<String> waiting(Journal journal) {
    Set<String> runs = new HashSet<>();
    for (Row row : journal.rows(RowQuery.table(TABLE))) {
      runs.add(Envelopes.CODEC.fromJson(row.body(), Dead.class).run());
    }
    return runs;
  }

  /** The parts of a write that brings a run before a person. */
  Write parts(String run, Entry entry, String why, @Nullable String seal) {
    String id = world.newId();
    String title = "Run " + run + " of queue " + entry.queue() + " failed: " + why;
    return Write.builder()
        .row(
            new RowChange.Put(
                TABLE,
                id,
                RowChange.ABSENT,
                DEAD,
                0,
                Envelopes.CODEC.toJson(new Dead(run, entry.again()))))
        .all(
            inbox.open(
                InboxDraft.of(id, InboxItem.Kind.DEAD_LETTER, title, ASK)
                    .priority(entry.priority())
                    .run(run, null)
                    .sealedUnder(seal)))
        .build();
  }

  @Override
  public Write alongside(InboxItem decided) {
    InboxItem.Decided decision = decided.decided();
    if (decided.kind() != InboxItem.Kind.DEAD_LETTER || decision == null) {
      return NOTHING;
    }
    Row row = journal.row(TABLE, decided.id()).orElse(null);
    if (row == null) {
      return NOTHING;
    }
    if (!decision.verdict().equals(Verdicts.RETRY)) {
      return Write.of(new RowChange.Delete(TABLE, row.key(), row.version()));
    }
    requireVersion(Envelopes.CODEC.fromJson(row.body(), Dead.class));
    return Write.of(new RowChange.Put(TABLE, row.key(), row.version(), RETRY, 0, row.body()));
  }

  /** Who has the saga and not the version that the run goes by would wait for ever. */
  private void requireVersion(Dead dead) {
    String saga = dead.entry().saga();
    int version = dead.entry().version();
    Begins known = begins;
    List<Integer> versions = known == null ? List.of() : known.versions(saga);
    if (versions.isEmpty()) {
      LOG.atInfo()
          .addKeyValue("run", dead.run())
          .log("it is tried again by a node that has its saga; this one has not");
    } else if (!versions.contains(version)) {
      throw new ConflictException(
          "run "
              + dead.run()
              + " cannot be tried again here: it goes by version "
              + version
              + " of saga "
              + saga
              + ", this runtime has only "
              + versions
              + ". Register that version, or decide where it is registered, or give the run up and"
              + " start another one");
    }
  }

  @Override
  public void decided(InboxItem decided) {
    if (decided.kind() == InboxItem.Kind.DEAD_LETTER) {
      onRetry.run();
    }
  }

  static RowChange gone(String item) {
    return new RowChange.Delete(TABLE, item, RowChange.ANY);
  }

  /** Starts what a person wants tried again. Whoever dies in between starts the same run again. */
  void retry() {
    Begins known = begins;
    if (known == null) {
      return;
    }
    for (Row row : journal.rows(RowQuery.group(TABLE, RETRY))) {
      Dead dead = Envelopes.CODEC.fromJson(row.body(), Dead.class);
      if (known.knows(dead.entry().saga(), dead.entry().version())) {
        retry(known, row, dead);
      }
    }
  }

  private void retry(Begins begins, Row row, Dead dead) {
    RunId failed = RunId.parse(dead.run());
    try {
      begins.again(failed, key(failed.key(), row.key()), dead.entry());
      journal.writeNow(Write.of(gone(row.key())));
    } catch (ErasedException e) {
      // whom it was about was erased while it was being taken up
      journal.writeNow(Write.of(gone(row.key())));
    } catch (StorageException | ClosedException e) {
      throw e;
    } catch (AiosException e) {
      if (told.add(row.key())) {
        LOG.atError().setCause(e).addKeyValue("run", failed).log("it cannot be tried again");
      }
    }
  }

  /** The key of the next try: of one run all tries have names of one length. */
  private static String key(String key, String item) {
    String first = key.replaceFirst("~[0-9A-Z]{26}$", "");
    if (first.length() > MOST_KEY) {
      // half a surrogate pair cannot be stored
      boolean splits = Character.isHighSurrogate(first.charAt(MOST_KEY - 1));
      first = first.substring(0, splits ? MOST_KEY - 1 : MOST_KEY);
    }
    return first + "~" + item;
  }
}

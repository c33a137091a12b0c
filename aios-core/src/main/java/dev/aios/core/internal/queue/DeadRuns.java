package dev.aios.core.internal.queue;

import dev.aios.api.AiosException;
import dev.aios.api.ClosedException;
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

  DeadRuns(Journal journal, World world, JournalInbox inbox, Runnable onRetry) {
    this.journal = journal;
    this.world = world;
    this.inbox = inbox;
    this.onRetry = onRetry;
    inbox.add(this);
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
  Write parts(String run, Entry entry, String why) {
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
                    .run(run, null)))
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
    RowChange change =
        decision.verdict().equals(Verdicts.RETRY)
            ? new RowChange.Put(TABLE, row.key(), row.version(), RETRY, 0, row.body())
            : new RowChange.Delete(TABLE, row.key(), row.version());
    return Write.of(change);
  }

  @Override
  public void decided(InboxItem decided) {
    if (decided.kind() == InboxItem.Kind.DEAD_LETTER) {
      onRetry.run();
    }
  }

  /** Starts what a person wants tried again. Whoever dies in between starts the same run again. */
  void retry(Begins begins) {
    for (Row row : journal.rows(RowQuery.group(TABLE, RETRY))) {
      Dead dead = Envelopes.CODEC.fromJson(row.body(), Dead.class);
      if (begins.knows(dead.entry().saga(), dead.entry().version())) {
        retry(begins, row, dead);
      }
    }
  }

  private void retry(Begins begins, Row row, Dead dead) {
    RunId failed = RunId.parse(dead.run());
    try {
      begins.again(failed, key(failed.key(), row.key()), dead.entry());
      journal.writeNow(Write.of(new RowChange.Delete(TABLE, row.key(), RowChange.ANY)));
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
    return (first.length() > MOST_KEY ? first.substring(0, MOST_KEY) : first) + "~" + item;
  }
}

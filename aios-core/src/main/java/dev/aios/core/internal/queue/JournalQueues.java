package dev.aios.core.internal.queue;

import dev.aios.api.NotFoundException;
import dev.aios.api.World;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.queue.Place;
import dev.aios.api.queue.Queue;
import dev.aios.api.queue.QueueStatus;
import dev.aios.api.queue.Queues;
import dev.aios.api.run.RunState;
import dev.aios.core.internal.Given;
import dev.aios.core.internal.codec.Envelopes;
import dev.aios.core.internal.inbox.JournalInbox;
import dev.aios.core.internal.node.NodeRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The queues, as users see them and as the engine does. Thread-safe. */
public final class JournalQueues implements Queues, Admission, AutoCloseable {
  private static final int COUNTED = 10_000;
  private static final int MOST_WHY = 1_000;

  private final Journal journal;
  private final World world;
  private final NodeRegistry nodes;
  private final DeadRuns deadRuns;
  private final Duration poll;
  private volatile @Nullable Pump pump;

  /**
   * Queues; call {@link #start} for runs to begin.
   *
   * @param journal where they are kept
   * @param world the time
   * @param nodes which nodes live
   * @param inbox where people are told of runs that failed
   * @param poll how often to look for what other nodes left to do
   */
  public JournalQueues(
      Journal journal, World world, NodeRegistry nodes, JournalInbox inbox, Duration poll) {
    this.journal = journal;
    this.world = world;
    this.nodes = nodes;
    this.deadRuns = new DeadRuns(journal, world, inbox, this::look);
    this.poll = poll;
  }

  /**
   * Lets runs begin, from now on.
   *
   * @param begins the engine
   */
  public void start(Begins begins) {
    Pump started = new Pump(journal, world, nodes, begins, deadRuns, poll);
    pump = started;
    started.start();
  }

  // ---- as users see them

  @Override
  public void define(Queue queue) {
    Given.notNull("definition of a queue", "the queue", queue);
    while (true) {
      Optional<Row> found = journal.row(QueueRow.TABLE, queue.name());
      QueueRow after =
          found.map(row -> QueueRow.of(row).by(queue)).orElseGet(() -> QueueRow.of(queue));
      if (found.isPresent() && after.equals(QueueRow.of(found.get()))) {
        return;
      }
      String kind = found.isPresent() ? "queue.changed" : "queue.defined";
      if (write(queue.name(), kind, after, found.map(Row::version).orElse(RowChange.ABSENT))) {
        look();
        return;
      }
    }
  }

  /** Writes a row with its record; false if another writer was quicker. */
  private boolean write(String name, String kind, QueueRow after, long expected) {
    try {
      journal.writeNow(
          Write.of(
              new Draft(kind, QueueRow.stream(name), Envelopes.CODEC.toJson(after)),
              after.put(name, expected)));
      return true;
    } catch (WriteRejectedException e) {
      return false;
    }
  }

  @Override
  public Optional<QueueStatus> find(String name) {
    return journal.row(QueueRow.TABLE, named(name)).map(this::status);
  }

  @Override
  public List<QueueStatus> list() {
    return journal.rows(RowQuery.table(QueueRow.TABLE)).stream().map(this::status).toList();
  }

  private QueueStatus status(Row row) {
    QueueRow queue = QueueRow.of(row);
    return new QueueStatus(
        queue.queue(row.key()),
        queue.paused(),
        count(row.key(), Entries.COME) + count(row.key(), Entries.WAITING),
        count(row.key(), Entries.LATER),
        count(row.key(), Entries.ADMITTED) + count(row.key(), Entries.RUNNING));
  }

  private int count(String queue, String state) {
    return Entries.in(journal, queue, state, COUNTED).size();
  }

  @Override
  public void pause(String name, String why) {
    Given.text("pause of queue '" + name + "'", "why", why, MOST_WHY);
    change(name, "queue.paused", queue -> queue.pausedFor(why));
  }

  @Override
  public void resume(String name) {
    change(name, "queue.resumed", queue -> queue.pausedFor(null));
    look();
  }

  private void change(String name, String kind, Function<QueueRow, QueueRow> how) {
    while (true) {
      Row row = row(name);
      QueueRow before = QueueRow.of(row);
      QueueRow after = how.apply(before);
      if (after.equals(before) || write(name, kind, after, row.version())) {
        return;
      }
    }
  }

  private static String named(@Nullable String name) {
    return Given.notNull("queue", "its name", name);
  }

  private Row row(String name) {
    return journal
        .row(QueueRow.TABLE, named(name))
        .orElseThrow(
            () ->
                new NotFoundException(
                    "there is no queue '"
                        + name
                        + "': define it first, aios.queues().define(Queue.named(\""
                        + name
                        + "\"))"));
  }

  // ---- as the engine does

  /**
   * The runs that failed and that a person may want tried again.
   *
   * @param journal where they are
   * @return their ids
   */
  public static java.util.Set<String> dead(Journal journal) {
    return DeadRuns.waiting(journal);
  }

  @Override
  public Entry entry(String saga, int version, Place place) {
    row(place.queue());
    return Entry.of(saga, version, place, world.instant());
  }

  @Override
  public Write waits(String run, Entry entry) {
    // the run's own row says whether it is new
    return Write.of(Entries.put(run, RowChange.ANY, Entries.COME, world.millis(), entry));
  }

  @Override
  public Optional<Write> begins(String run) {
    return journal
        .row(Entries.TABLE, run)
        .filter(row -> Entries.isIn(row, Entries.ADMITTED))
        .map(
            row ->
                Write.of(
                    Entries.put(run, row.version(), Entries.RUNNING, row.rank(), Entry.of(row))));
  }

  @Override
  public Optional<Write> migrates(String run, int version) {
    return journal
        .row(Entries.TABLE, run)
        .map(
            row ->
                Write.of(
                    new RowChange.Put(
                        Entries.TABLE,
                        run,
                        row.version(),
                        row.group(),
                        row.rank(),
                        Envelopes.CODEC.toJson(Entry.of(row).by(version)))));
  }

  @Override
  public Write ends(String run, Entry entry, RunState state, String why) {
    Write.Builder write =
        Write.builder().row(new RowChange.Delete(Entries.TABLE, run, RowChange.ANY));
    boolean failed = state == RunState.FAILED || state == RunState.COMPENSATED;
    if (failed
        && journal
            .row(QueueRow.TABLE, entry.queue())
            .filter(row -> QueueRow.of(row).deadLetters())
            .isPresent()) {
      write.all(deadRuns.parts(run, entry, why));
    }
    return write.build();
  }

  @Override
  public void look() {
    Pump started = pump;
    if (started != null) {
      started.soon();
    }
  }

  /** Lets no further run begin. */
  @Override
  public void close() {
    Pump started = pump;
    if (started != null) {
      started.close();
    }
  }
}

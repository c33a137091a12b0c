package dev.aios.core.internal.batch;

import dev.aios.api.AiosException;
import dev.aios.api.ClosedException;
import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.World;
import dev.aios.api.agent.AgentContext;
import dev.aios.api.batch.Batch;
import dev.aios.api.batch.Batches;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.run.Runs;
import dev.aios.api.saga.Saga;
import dev.aios.core.internal.Given;
import dev.aios.core.internal.Rounds;
import dev.aios.core.internal.codec.Envelopes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The batches. A batch is closed by one write under the version of its row: its tasks get its
 * number. Then its run is started under that number, then noted as started: whoever dies in between
 * leaves a number for which the next one starts the same run. Thread-safe.
 */
public final class JournalBatches implements Batches, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalBatches.class);
  private static final String TABLE = "batch";
  private static final BatchRecord.Closed NONE = new BatchRecord.Closed(0, 0);
  private static final int COUNTED = 10_000;
  private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);

  /** A batch and the saga of its runs. */
  private record Known(Batch<?, ?> batch, Saga<BatchRecord.Taken, ?> saga) {}

  private final Journal journal;
  private final World world;
  private final Runs runs;
  private final Duration every;
  private final Rounds rounds;
  private final Map<String, Known> here = new ConcurrentHashMap<>();

  /**
   * Batches; call {@link #start} for them to be closed.
   *
   * @param journal where they are kept
   * @param world the time
   * @param runs what works on them
   * @param poll how often to look for what other nodes left to do
   */
  public JournalBatches(Journal journal, World world, Runs runs, Duration poll) {
    this.journal = journal;
    this.world = world;
    this.runs = runs;
    this.every = poll;
    this.rounds = new Rounds(world, this::round);
  }

  /** Closes batches, from now on. */
  public void start() {
    rounds.start();
  }

  @Override
  public void define(Batch<?, ?> batch) {
    Given.notNull("definition of a batch", "the batch", batch);
    Saga<BatchRecord.Taken, ?> saga = BatchSaga.of(batch);
    Known known = here.putIfAbsent(batch.name(), new Known(batch, saga));
    if (known != null && !known.batch().equals(batch)) {
      throw new ConflictException(
          "there is a batch '" + batch.name() + "' in this runtime already: choose another name");
    }
    if (known == null) {
      runs.register(saga);
      rounds.soon();
    }
  }

  @Override
  public int waiting(String name) {
    return Tasks.open(journal, Given.notNull("batch", "its name", name), COUNTED).size();
  }

  @Override
  public void enter(String batch, String node, Object task, AgentContext context) {
    String run = context.run();
    if (run == null) {
      throw new InvalidInputException(
          "task of batch '" + batch + "'", "it is not brought by a step of a run");
    }
    if (journal.row(Tasks.TABLE, Tasks.key(run, context.step())).isPresent()) {
      return;
    }
    BatchRecord.Task entered =
        new BatchRecord.Task(
            run,
            node,
            context.step(),
            context.codec().encode(task),
            List.copyOf(context.taint().sources()),
            List.copyOf(context.about()));
    try {
      journal.writeNow(
          Write.of(
              new Draft("batch.entered", TABLE + "/" + batch, entered.json()),
              Tasks.enters(batch, entered, world.millis())));
    } catch (WriteRejectedException e) {
      LOG.atDebug().addKeyValue("run", run).log("the task was there already");
    }
    rounds.soon();
  }

  // ---- closing batches

  private Instant round() {
    Instant next = world.instant().plus(every);
    for (Known known : here.values()) {
      try {
        Instant at = one(known);
        next = at.isBefore(next) ? at : next;
      } catch (ClosedException e) {
        return next;
      } catch (WriteRejectedException e) {
        // another node was quicker
        next = world.instant();
      } catch (AiosException e) {
        LOG.atError()
            .setCause(e)
            .addKeyValue("batch", known.batch().name())
            .log("the batch cannot be looked at; trying again");
        Instant after = world.instant().plus(AFTER_TROUBLE);
        next = after.isBefore(next) ? after : next;
      }
    }
    return next;
  }

  private Instant one(Known known) {
    Batch<?, ?> batch = known.batch();
    String name = batch.name();
    while (rounds.isOpen()) {
      Optional<Row> row = journal.row(TABLE, name);
      BatchRecord.Closed state =
          row.map(r -> Envelopes.CODEC.fromJson(r.body(), BatchRecord.Closed.class)).orElse(NONE);
      long version = row.map(Row::version).orElse(RowChange.ABSENT);
      if (state.starting() > 0) {
        runs.start(
            known.saga(),
            new BatchRecord.Taken(name, state.starting()),
            String.valueOf(state.starting()),
            batch
                .options()
                .tainted(batch.options().taint().plus(Tasks.taint(journal, name, state.starting())))
                .about(Tasks.about(journal, name, state.starting())));
        journal.writeNow(Write.of(put(name, version, new BatchRecord.Closed(state.closed(), 0))));
        continue;
      }
      List<Row> open = Tasks.open(journal, name, batch.upTo());
      if (open.isEmpty()) {
        break;
      }
      Instant due = Instant.ofEpochMilli(open.get(0).rank()).plus(batch.within());
      if (open.size() < batch.upTo() && world.instant().isBefore(due)) {
        return due;
      }
      close(name, version, state.closed() + 1, open);
    }
    return world.instant().plus(every);
  }

  private void close(String name, long version, long number, List<Row> tasks) {
    BatchRecord.Closed closed = new BatchRecord.Closed(number, number);
    Write.Builder write =
        Write.builder()
            .record("batch.closed", TABLE + "/" + name, Envelopes.CODEC.toJson(closed))
            .row(put(name, version, closed));
    tasks.forEach(task -> write.row(Tasks.into(task, name, number)));
    journal.writeNow(write.build());
  }

  private static RowChange put(String name, long version, BatchRecord.Closed state) {
    return new RowChange.Put(TABLE, name, version, "", 0, Envelopes.CODEC.toJson(state));
  }

  /** Closes no further batch. */
  @Override
  public void close() {
    rounds.close();
  }
}

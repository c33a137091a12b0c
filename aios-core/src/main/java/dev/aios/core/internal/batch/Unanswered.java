package dev.aios.core.internal.batch;

import dev.aios.api.World;
import dev.aios.api.batch.BatchFailure;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.run.Runs;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.Pages;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Closed batches whose callers have no answer yet. Their own runs answer; where such a run was
 * cancelled, or failed before it could, whoever defines the batch tells the callers so. Not
 * thread-safe.
 */
final class Unanswered {
  private static final int PAGE = 500;

  /** Each look reads the run of each closed batch, and hardly ever finds anything. */
  private static final Duration BETWEEN = Duration.ofSeconds(5);

  private final Journal journal;
  private final World world;
  private final Runs runs;
  private final Map<String, Instant> lookedAt = new HashMap<>();

  Unanswered(Journal journal, World world, Runs runs) {
    this.journal = journal;
    this.world = world;
    this.runs = runs;
  }

  /** Sees to the closed batches of a name, if that was not done a moment ago. */
  void look(String batch) {
    Instant now = world.instant();
    Instant before = lookedAt.get(batch);
    // a clock that was set back makes no difference
    if (before != null && Duration.between(before, now).abs().compareTo(BETWEEN) < 0) {
      return;
    }
    lookedAt.put(batch, now);
    Pages.each(
        journal,
        RowQuery.group(Tasks.CLOSED, batch).limit(PAGE),
        row -> {
          see(batch, row.rank());
          return true;
        });
  }

  private void see(String batch, long number) {
    RunStatus run = runs.find(BatchSaga.run(batch, number)).orElse(null);
    if (run != null && run.state().isFinal() && run.state() != RunState.COMPLETED) {
      tell(batch, number, run);
    }
  }

  private void tell(String batch, long number, RunStatus run) {
    RunId id = run.id();
    BatchFailure failure =
        new BatchFailure("its run " + id + " is " + run.state() + ": " + run.why());
    Taint taint = Tasks.taint(journal, batch, number);
    List<Row> tasks = Tasks.taken(journal, batch, number);
    tasks.forEach(
        row -> Tasks.of(row).ifPresent(task -> BatchSaga.tell(runs, task, failure, taint)));
    journal.writeNow(Tasks.gone(batch, number, tasks.stream().map(Row::key).toList()));
  }
}

package dev.aios.core.internal.engine;

import dev.aios.api.effect.Suspension;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Cost;
import dev.aios.core.internal.door.Prepared;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Records what becomes of a step's own effects in the run's stream; each method returns when that
 * is durable. Where nothing can be recorded any more, the step's turn ends by a suspension.
 */
final class EffectLog {
  private final LiveRun run;
  private final String path;
  private @Nullable Task task;
  private volatile boolean suspended;

  EffectLog(LiveRun run, String path) {
    this.run = run;
    this.path = path;
  }

  void bind(Task bound) {
    task = bound;
  }

  boolean isStopped() {
    return task == null || task.isStopped();
  }

  /** Whether the step's turn has ended by a suspension, even if its agent kept it to itself. */
  boolean suspended() {
    return suspended;
  }

  Suspension suspend(String why) {
    suspended = true;
    return new Suspension(why);
  }

  /**
   * Records the intent.
   *
   * @param reserved what is set aside with it; empty if that was done before
   * @throws dev.aios.api.journal.WriteRejectedException if a budget is at its cap
   */
  void begun(String name, int attempt, Prepared prepared, List<CounterChange> reserved) {
    List<RunEvent> events = new ArrayList<>(2);
    if (!prepared.findings().isEmpty()) {
      events.add(new RunEvent.Sanitised(path, name, prepared.findings()));
    }
    events.add(new RunEvent.EffectBegun(path, name, attempt, prepared.reserved()));
    append(events, null, reserved, null);
  }

  /**
   * Records an outcome.
   *
   * @param by where it is from, null for the effect itself
   */
  void done(
      String name,
      Outcome outcome,
      @Nullable Cost cost,
      List<CounterChange> settled,
      @Nullable String by) {
    append(
        List.of(
            new RunEvent.EffectDone(
                path,
                name,
                outcome.payload(),
                List.copyOf(outcome.taint().sources()),
                cost,
                settled,
                by)),
        outcome,
        settled,
        null);
  }

  /** Records that it certainly did not happen. */
  void notHappened(String name, List<CounterChange> settled, @Nullable String by) {
    append(List.of(new RunEvent.NotHappened(path, name, settled, by)), null, settled, null);
  }

  /**
   * Records a failed attempt.
   *
   * @param retryAt when it is tried again, null for never
   */
  void failed(
      String name,
      int attempt,
      String error,
      @Nullable Instant retryAt,
      Cost cost,
      List<CounterChange> settled) {
    append(
        List.of(new RunEvent.EffectFailed(path, name, attempt, error, retryAt, cost, settled)),
        null,
        settled,
        null);
  }

  /** Records that it waits for a time, and gives what ends the step's turn. */
  Suspension waits(String name, Wait.Reason reason, Instant until, String why) {
    append(
        List.of(new RunEvent.Waits(path, reason, until, why, null, name)), null, List.of(), null);
    return suspend(why);
  }

  /** Records that it waits for a person, and gives what ends the step's turn. */
  Suspension waits(
      String name, Wait.Reason reason, String item, String why, @Nullable Write opened) {
    append(
        List.of(new RunEvent.Waits(path, reason, null, why, item, name)), null, List.of(), opened);
    return suspend(why);
  }

  private void append(
      List<RunEvent> events,
      @Nullable Outcome live,
      List<CounterChange> counters,
      @Nullable Write parts) {
    CompletableFuture<Void> durable = new CompletableFuture<>();
    Task bound = task;
    if (bound == null
        || !run.tell(new Message.Append(bound, events, live, counters, parts, durable))) {
      throw suspend("the step is no longer this node's");
    }
    try {
      run.engine().world().await(durable, Starter.LONG);
    } catch (InterruptedException e) {
      // what is on its way to the journal is recorded all the same
      throw suspend("the step was stopped");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw suspend("the step is no longer this node's");
    } catch (TimeoutException e) {
      throw suspend("the journal takes no records");
    }
  }
}

package dev.aios.core.internal.engine;

import dev.aios.api.effect.Idempotency;
import dev.aios.api.effect.Suspension;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.saga.Node;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Retry;
import dev.aios.core.internal.door.Door;
import dev.aios.core.internal.door.Performed;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a message does to a run, before the graph is walked. */
final class Received {
  private final LiveRun run;
  private final Engine engine;

  private Received(LiveRun run) {
    this.run = run;
    this.engine = run.engine();
  }

  /** Takes a request for the run's end, if there is one. */
  static void cancellation(LiveRun run) {
    if (run.fold().failing != null || run.fold().ended != null) {
      return;
    }
    List<Row> cancels =
        run.engine()
            .journal()
            .rows(RowQuery.group(Names.SIGNALS, Names.signals(run.key(), Names.CANCEL)).limit(1));
    if (!cancels.isEmpty()) {
      Signal signal = Signal.of(cancels.get(0));
      Object why = run.engine().codec().decode(signal.payload());
      run.checkpoint().part(signal.consumed(run.key()));
      run.emit(new RunEvent.Failing("cancelled: " + why, null, true));
    }
  }

  /** Takes note of further runs that wait for this one's end. */
  static void joins(LiveRun run) {
    for (Row row :
        run.engine()
            .journal()
            .rows(RowQuery.group(Names.SIGNALS, Names.signals(run.key(), Names.JOIN)))) {
      Signal signal = Signal.of(row);
      run.checkpoint().part(signal.consumed(run.key()));
      if (run.fold().ended != null) {
        run.engine()
            .ended(run.checkpoint(), String.valueOf(run.engine().codec().decode(signal.payload())));
        continue;
      }
      run.emit(new RunEvent.Joined(String.valueOf(run.engine().codec().decode(signal.payload()))));
    }
  }

  static void apply(LiveRun run, Message message, Map<String, Task> inFlight) {
    Received received = new Received(run);
    if (message instanceof Message.Begin begin) {
      if (begin.events().isEmpty()) {
        throw new IllegalStateException("a run begins with a record");
      }
      run.checkpoint().events.addAll(begin.events());
      begin.events().stream().skip(1).forEach(run.fold()::apply);
      run.checkpoint().durable.add(begin.durable());
    } else if (message instanceof Message.Append append) {
      received.append(append, inFlight);
    } else if (message instanceof Message.Finished finished
        && inFlight.remove(finished.task().path(), finished.task())) {
      received.finished(finished.task(), finished.result());
    } else if (message instanceof Message.TimedOut timedOut
        && inFlight.remove(timedOut.task().path(), timedOut.task())) {
      received.finished(
          timedOut.task(), new Message.Result.Tried(new Performed.TimedOut(Cost.NONE)));
    }
  }

  private void append(Message.Append append, Map<String, Task> inFlight) {
    if (inFlight.get(append.task().path()) != append.task()) {
      // its time was up or it was stopped: what it does now does not count
      append.durable().completeExceptionally(new Suspension("the step was stopped"));
      return;
    }
    for (RunEvent event : append.events()) {
      run.fold().apply(event, append.live());
      run.checkpoint().events.add(event);
    }
    run.checkpoint().counters.addAll(append.counters());
    if (append.parts() != null) {
      run.checkpoint().part(append.parts());
    }
    run.checkpoint().durable.add(append.durable());
  }

  private void finished(Task task, Message.Result result) {
    String path = task.path();
    if (path.endsWith(Names.UNDO)) {
      NodeState node = run.fold().node(path.substring(0, path.length() - Names.UNDO.length()));
      if (result instanceof Message.Result.Tried tried) {
        new Backward(run).finished(node, tried.performed());
      }
      return;
    }
    if (!(run.definition(path) instanceof Node.Step step)) {
      throw new IllegalStateException(path + " is no step of " + run.saga());
    }
    NodeState state = run.fold().node(path);
    if (result instanceof Message.Result.NotBegun) {
      notBegun(task, state);
    } else if (result instanceof Message.Result.Stopped) {
      stopped(step, task, state);
    } else if (result instanceof Message.Result.Tried tried) {
      tried(step, task, state, tried.performed());
    } else if (result instanceof Message.Result.Proposed proposed) {
      proposed(step, task, state, proposed);
    } else if (result instanceof Message.Result.Reconciled reconciled) {
      reconciled(step, state, reconciled);
    } else if (state.wait == null) {
      // suspended without a record of why: its effects were no longer taken
      Instant soon = engine.world().instant().plusSeconds(1);
      run.emit(new RunEvent.Waits(path, Wait.Reason.RETRY, soon, "was interrupted", null, null));
    }
  }

  private void notBegun(Task task, NodeState state) {
    // an attempt before it may have happened all the same
    if (!(task instanceof Tasks.ReconcileTask) && !state.unsure) {
      List<CounterChange> settled = settle(task, Cost.NONE);
      run.checkpoint().counters.addAll(settled);
      run.emit(new RunEvent.NotHappened(state.path, null, settled, null));
    }
  }

  /** An attempt was interrupted. One that may be made again is left begun, and is. */
  private void stopped(Node.Step step, Task task, NodeState state) {
    if (task instanceof Tasks.EffectTask && step.options().idempotency() == Idempotency.ONCE) {
      run.emit(
          new RunEvent.Doubted(
              state.path, state.attempts, "attempt " + state.attempts + " was interrupted"));
    }
  }

  private void proposed(
      Node.Step step, Task task, NodeState state, Message.Result.Proposed proposed) {
    try {
      StepContext context = ((Tasks.AgentTask) task).context();
      Outcome outcome = Outcome.proposed(engine.codec(), proposed.proposal(), context.taint());
      String agent =
          step.work() instanceof Node.AgentWork work
              ? engine.replacedAgents().of(run.key(), step.name(), work.agent()).name()
              : null;
      run.complete(state.path, outcome, proposed.cost(), List.of(), agent, null);
    } catch (RuntimeException e) {
      failed(step, state, Door.describe(e), true, proposed.cost(), List.of(), null);
    }
  }

  private List<CounterChange> settle(Task task, Cost cost) {
    return task instanceof Tasks.EffectTask effect
        ? engine.door().settle(effect.request, effect.reserved, cost)
        : List.of();
  }

  private void tried(Node.Step step, Task task, NodeState state, Performed performed) {
    String path = state.path;
    if (performed instanceof Performed.Done done) {
      done(task, state, done);
    } else if (performed instanceof Performed.Failed failed) {
      List<CounterChange> settled = settle(task, failed.cost());
      // refused for good under its key: no attempt before it happened either
      Boolean unknown = failed.permanent() ? false : null;
      failed(step, state, failed.error(), failed.permanent(), failed.cost(), settled, unknown);
    } else if (performed instanceof Performed.Refused refused) {
      List<CounterChange> settled = settle(task, Cost.NONE);
      run.checkpoint().counters.addAll(settled);
      run.emit(new RunEvent.NotHappened(path, null, settled, null));
      run.emit(
          new RunEvent.Waits(
              path,
              Wait.Reason.DEFERRED,
              refused.until(),
              "the breaker of " + run.targetOf(path) + " is open",
              null,
              null));
    } else {
      String why =
          performed instanceof Performed.InDoubt doubt
              ? doubt.why()
              : "timed out after " + step.options().timeout();
      boolean again =
          step.work() instanceof Node.AgentWork
              || step.options().idempotency() == Idempotency.IDEMPOTENT;
      if (again) {
        List<CounterChange> settled = settle(task, performed.cost());
        Boolean unknown = step.work() instanceof Node.EffectWork ? true : null;
        failed(step, state, why, false, performed.cost(), settled, unknown);
      } else {
        run.emit(new RunEvent.Doubted(path, state.attempts, why));
      }
    }
  }

  private void done(Task task, NodeState state, Performed.Done done) {
    try {
      Outcome outcome = Outcome.certain(engine.codec(), done.value(), taintOf(task, state));
      run.complete(state.path, outcome, done.cost(), settle(task, done.cost()), null, null);
    } catch (RuntimeException e) {
      run.emit(
          new RunEvent.Doubted(
              state.path,
              state.attempts,
              "it happened, but its outcome cannot be recorded: " + Door.describe(e)));
      state.reconciled = true;
    }
  }

  private dev.aios.api.value.Taint taintOf(Task task, NodeState state) {
    return task instanceof Tasks.EffectTask effect
        ? effect.request.taint()
        : run.taintOf(state.path);
  }

  private void failed(
      Node.Step step,
      NodeState state,
      String error,
      boolean permanent,
      @Nullable Cost cost,
      List<CounterChange> settled,
      @Nullable Boolean unknown) {
    // on the way back only what may have happened is tried again, to find out
    boolean mayTry = run.fold().failing == null || state.unsure || (unknown != null && unknown);
    Retry retry = mayTry ? step.options().retry() : Retry.NEVER;
    Instant retryAt = Forward.retryAt(engine, retry, state.failures + 1, permanent);
    run.checkpoint().counters.addAll(settled);
    run.emit(
        new RunEvent.Failed(
            state.path,
            state.attempts,
            error,
            retryAt,
            cost == null ? null : Forward.some(cost),
            settled,
            unknown));
  }

  private void reconciled(Node.Step step, NodeState state, Message.Result.Reconciled reconciled) {
    if (!reconciled.told()) {
      state.reconciled = true;
      state.lastError = state.lastError + "; and looking it up failed: " + reconciled.error();
    } else if (reconciled.found().isPresent()) {
      Outcome outcome =
          Outcome.certain(engine.codec(), reconciled.found().get(), run.taintOf(state.path));
      run.complete(state.path, outcome, null, List.of(), null, "reconcile");
    } else {
      List<CounterChange> settled =
          state.reserved.isEmpty()
              ? List.of()
              : engine
                  .door()
                  .settle(
                      run.stepRequest(step, state.path, state.attempts, run.inputOf(state.path)),
                      state.reserved,
                      Cost.NONE);
      run.checkpoint().counters.addAll(settled);
      run.emit(new RunEvent.NotHappened(state.path, null, settled, "reconcile"));
    }
  }
}

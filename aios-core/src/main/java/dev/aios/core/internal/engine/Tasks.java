package dev.aios.core.internal.engine;

import dev.aios.api.agent.Agent;
import dev.aios.api.agent.Proposal;
import dev.aios.api.effect.EffectFunction;
import dev.aios.api.effect.EffectRequest;
import dev.aios.api.effect.Reconcile;
import dev.aios.api.effect.Suspension;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Tokens;
import dev.aios.core.internal.Ahead;
import dev.aios.core.internal.door.Door;
import dev.aios.core.internal.door.Performed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The kinds of work that a run hands to the executor. */
final class Tasks {
  private Tasks() {}

  /** A step that is one effect, or an undo. */
  static final class EffectTask extends Task {
    private final LiveRun run;
    final EffectRequest request;
    final List<CounterChange> reserved;
    private final EffectFunction<Object, Object> code;
    private final @Nullable Duration timeout;
    private boolean findsOut;

    EffectTask(
        LiveRun run,
        String path,
        EffectRequest request,
        List<CounterChange> reserved,
        EffectFunction<Object, Object> code,
        @Nullable Duration timeout) {
      super(path);
      this.run = run;
      this.request = request;
      this.reserved = reserved;
      this.code = code;
      this.timeout = timeout;
    }

    /** The same attempt, made to find out whether one before it happened. */
    EffectTask findingOut() {
      findsOut = true;
      return this;
    }

    @Override
    boolean findsOut() {
      return findsOut;
    }

    @Override
    Message.Result work() {
      Performed performed =
          run.engine()
              .door()
              .perform(request, code, timeout, () -> run.tell(new Message.TimedOut(this)));
      if (isStopped() && !says(performed)) {
        return new Message.Result.Stopped();
      }
      return new Message.Result.Tried(performed);
    }

    /** Whether it tells what happened, though the attempt was interrupted. */
    private static boolean says(Performed performed) {
      return performed instanceof Performed.Done
          || performed instanceof Performed.Refused
          || (performed instanceof Performed.Failed failed && failed.permanent());
    }
  }

  /** A step done by an agent. */
  static final class AgentTask extends Task {
    private final LiveRun run;
    private final Agent<Object, Object> agent;
    private final @Nullable Object input;
    private final StepContext context;
    private final @Nullable Duration timeout;

    AgentTask(
        LiveRun run,
        String path,
        Agent<Object, Object> agent,
        @Nullable Object input,
        StepContext context,
        @Nullable Duration timeout) {
      super(path);
      this.run = run;
      this.agent = agent;
      this.input = input;
      this.context = context;
      this.timeout = timeout;
    }

    StepContext context() {
      return context;
    }

    @SuppressWarnings("NullAway") // the input is null only behind a step that gives nothing
    private Proposal<?> proposed() throws Exception {
      try {
        return agent.propose(input, context);
      } finally {
        context.settle();
      }
    }

    @Override
    Message.Result work() {
      Engine engine = run.engine();
      context.bind(this);
      long begun = engine.world().nanoTime();
      Instant due = timeout == null ? null : Ahead.of(engine.world().instant(), timeout);
      var timer =
          due == null
              ? null
              : engine
                  .world()
                  .schedule(
                      due,
                      () -> {
                        run.tell(new Message.TimedOut(this));
                        stop();
                      });
      try {
        Proposal<?> proposal = proposed();
        if (context.suspended()) {
          return new Message.Result.Suspended();
        }
        Duration took = Duration.ofNanos(engine.world().nanoTime() - begun);
        return new Message.Result.Proposed(
            proposal, proposal.cost().plus(new Cost(null, Tokens.NONE, took)));
      } catch (Suspension suspension) {
        return new Message.Result.Suspended();
      } catch (Throwable error) {
        if (context.suspended()) {
          return new Message.Result.Suspended();
        }
        if (isStopped()) {
          return new Message.Result.Stopped();
        }
        Performed failed = Door.failed(error, Cost.NONE);
        return new Message.Result.Tried(
            failed instanceof Performed.InDoubt doubt
                ? new Performed.Failed(doubt.why(), false, Cost.NONE)
                : failed);
      } finally {
        if (timer != null) {
          timer.cancel();
        }
      }
    }
  }

  /** Asks whether an effect in doubt happened. */
  static final class ReconcileTask extends Task {
    private final Reconcile<Object, Object> reconcile;
    private final @Nullable Object request;
    private final String key;

    ReconcileTask(
        String path, Reconcile<Object, Object> reconcile, @Nullable Object request, String key) {
      super(path);
      this.reconcile = reconcile;
      this.request = request;
      this.key = key;
    }

    @Override
    boolean findsOut() {
      return true;
    }

    @Override
    @SuppressWarnings("NullAway") // the request is null only behind a step that gives nothing
    Message.Result work() {
      try {
        Optional<Object> found = reconcile.find(request, key);
        return new Message.Result.Reconciled(true, found, "");
      } catch (Exception e) {
        return new Message.Result.Reconciled(false, Optional.empty(), Door.describe(e));
      }
    }
  }
}

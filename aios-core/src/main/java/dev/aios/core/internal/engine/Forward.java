package dev.aios.core.internal.engine;

import dev.aios.api.ClosedException;
import dev.aios.api.StorageException;
import dev.aios.api.effect.EffectRequest;
import dev.aios.api.effect.Idempotency;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.saga.Node;
import dev.aios.api.value.Cost;
import dev.aios.core.internal.door.Door;
import dev.aios.core.internal.door.Prepared;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks a saga's graph from a run's state: passes what is done, does at once what is pure, and
 * hands out what takes long. The walk after a crash is the same walk.
 */
final class Forward {
  private final LiveRun run;
  private final Engine engine;
  private final RunFold fold;
  private final Waits waits;
  private final Lanes lanes;

  Forward(LiveRun run) {
    this.run = run;
    this.engine = run.engine();
    this.fold = run.fold();
    this.waits = new Waits(run);
    this.lanes = new Lanes(run, this);
  }

  /** Walks from the beginning; the result if the end is reached, null if something holds it up. */
  @Nullable Outcome walk() {
    return Queued.holds(run) ? null : nodes(run.saga().nodes(), "", fold.input, Scope.RUN);
  }

  /** Walks a part; what it gives if its end is reached, null if something holds it up. */
  @Nullable Outcome nodes(List<Node> nodes, String suffix, Outcome input, Scope scope) {
    Outcome value = input;
    for (Node node : nodes) {
      String path = suffix.isEmpty() ? node.name() : node.name() + suffix;
      NodeState state = fold.find(path);
      if (state == null || !state.done) {
        visit(node, path, suffix, value, state, scope);
        state = fold.find(path);
        if (state == null || !state.done || fold.failing != null) {
          return null;
        }
      }
      if (state.outcome != null) {
        value = state.outcome;
      }
    }
    return value;
  }

  private void visit(
      Node node,
      String path,
      String suffix,
      Outcome value,
      @Nullable NodeState state,
      Scope scope) {
    try {
      if (node instanceof Node.Step step) {
        step(step, path, value, state, scope);
      } else if (node instanceof Node.Gate gate) {
        waits.gate(gate, path, value, state, scope);
      } else if (node instanceof Node.Branch branch) {
        branch(branch, path, suffix, value, state, scope);
      } else if (node instanceof Node.Parallel parallel) {
        lanes.parallel(parallel, path, suffix, value, scope);
      } else if (node instanceof Node.Repeat repeat) {
        repeat(repeat, path, suffix, value, scope);
      } else if (node instanceof Node.Each each) {
        lanes.each(each, path, suffix, value, scope);
      } else if (node instanceof Node.SubSaga sub) {
        waits.subSaga(sub, path, value, state, scope);
      } else if (node instanceof Node.Await await) {
        waits.signal(await, path, value, state, scope);
      } else if (node instanceof Node.Sleep sleep) {
        waits.sleep(sleep, path, value, state);
      } else if (node instanceof Node.Emit emit) {
        emit(emit, path, value);
      } else if (node instanceof Node.Fail fail) {
        run.fail(path, scope, fail.reason().apply(value.value(engine.codec())));
      }
    } catch (StorageException | ClosedException | UnreadableException e) {
      throw e;
    } catch (RuntimeException e) {
      // a pure function of the definition threw: the node fails, not the engine
      run.fail(path, scope, Door.describe(e));
    }
  }

  private void emit(Node.Emit emit, String path, Outcome value) {
    Object of = value.value(engine.codec());
    Object event = emit.event().apply(of);
    String key = emit.key() == null ? run.key() : emit.key().apply(of);
    if (!fold.started.dry()) {
      Publications publications = engine.publications();
      run.checkpoint()
          .part(
              publications.publication(
                  event, key, value.taint(), fold.started.about(), run.seal()));
      run.checkpoint().afterwards.add(publications::appended);
    }
    run.emit(new RunEvent.Passed(path, null));
  }

  private void branch(
      Node.Branch branch,
      String path,
      String suffix,
      Outcome value,
      @Nullable NodeState state,
      Scope scope) {
    Node.Case taken = null;
    String chosen = state == null ? null : state.taken;
    for (Node.Case one : branch.cases()) {
      boolean match =
          chosen == null
              ? one.when() == null || one.when().test(value.value(engine.codec()))
              : chosen.equals(one.name());
      if (match) {
        taken = one;
        break;
      }
    }
    if (taken == null) {
      run.fail(path, scope, "no case of branch " + branch.name() + " fits the value");
      return;
    }
    if (chosen == null) {
      run.emit(new RunEvent.Taken(path, taken.name()));
    }
    Outcome result = nodes(taken.nodes(), suffix, value, scope);
    if (result != null) {
      complete(path, result);
    }
  }

  /** A composite is done with the value that its part ended with. */
  void complete(String path, Outcome result) {
    run.complete(path, result, null, List.of(), null, null);
  }

  private void repeat(Node.Repeat repeat, String path, String suffix, Outcome value, Scope scope) {
    NodeState state = fold.node(path);
    Outcome current = turnInput(repeat, state, suffix, value);
    while (true) {
      Outcome result = nodes(repeat.nodes(), suffix + "#" + state.iteration, current, scope);
      if (result == null) {
        return;
      }
      if (repeat.until().test(result.value(engine.codec()))) {
        complete(path, result);
        return;
      }
      if (state.iteration >= repeat.max()) {
        run.fail(path, scope, "not done after " + repeat.max() + " iterations");
        return;
      }
      run.emit(new RunEvent.Again(path, state.iteration + 1));
      current = result;
      state.turnInput = current;
      if (run.checkpoint().events.size() > 256) {
        // a long loop of pure steps: write what there is before going on
        run.again(path);
        return;
      }
    }
  }

  /** What the present iteration began with; worked out anew after a restart. */
  private Outcome turnInput(Node.Repeat repeat, NodeState state, String suffix, Outcome value) {
    if (state.iteration == 1) {
      return value;
    }
    Outcome known = state.turnInput;
    if (known == null) {
      known = value;
      for (int i = 1; i < state.iteration; i++) {
        for (Node node : repeat.nodes()) {
          NodeState done = fold.find(node.name() + suffix + "#" + i);
          if (done != null && done.outcome != null) {
            known = done.outcome;
          }
        }
      }
      state.turnInput = known;
    }
    return known;
  }

  private void step(
      Node.Step step, String path, Outcome value, @Nullable NodeState state, Scope scope) {
    if (run.isInFlight(path)) {
      run.stands(path, "working");
      return;
    }
    if (step.work() instanceof Node.PureWork pure) {
      pure(pure, path, value, scope);
      return;
    }
    if (state != null) {
      if (state.failed) {
        run.fail(path, scope, String.valueOf(state.lastError));
        return;
      }
      if (state.wait != null && !waits.isOver(step, path, state, scope)) {
        return;
      }
      if (state.done) {
        return;
      }
      boolean doubtful =
          step.work() instanceof Node.EffectWork
              && step.options().idempotency() == Idempotency.ONCE;
      if (state.doubted || (state.begun && doubtful)) {
        waits.doubts().settle(step, path, value, state);
        return;
      }
    }
    begin(step, path, value, scope);
  }

  private void pure(Node.PureWork pure, String path, Outcome value, Scope scope) {
    Object given = value.value(engine.codec());
    Outcome result;
    try {
      result = Outcome.certain(engine.codec(), pure.function().apply(given), value.taint());
    } catch (Exception e) {
      run.fail(path, scope, Door.describe(e));
      return;
    }
    complete(path, result);
  }

  private void begin(Node.Step step, String path, Outcome value, Scope scope) {
    if (!run.mayBegin()) {
      run.standsUntilOpened(path);
      return;
    }
    NodeState state = fold.node(path);
    int attempt = state.attempts + 1;
    if (step.work() instanceof Node.AgentWork work) {
      var agent = engine.replacedAgents().of(run.key(), step.name(), work.agent());
      StepContext context = new StepContext(run, path, attempt, agent.name(), value.taint());
      Task task =
          new Tasks.AgentTask(
              run, path, agent, value.value(engine.codec()), context, step.options().timeout());
      run.intend(state, new RunEvent.Begun(path, attempt, List.of()), List.of(), task);
    } else if (step.work() instanceof Node.EffectWork work) {
      if (fold.started.dry()) {
        waits.fromRecord(path, scope);
        return;
      }
      EffectRequest request = run.stepRequest(step, path, attempt, value);
      // an attempt that ended with its process left its reservation: this one goes on with it
      Prepared prepared =
          engine.door().prepare(request, state.allowed, run.exhausted(path)).on(state.reserved);
      if (!prepared.findings().isEmpty()) {
        run.emit(new RunEvent.Sanitised(path, step.name(), prepared.findings()));
      }
      if (!prepared.allowed()) {
        waits.notAllowed(prepared, path, value, scope);
        return;
      }
      intend(run, step, work, state, prepared, false);
    }
  }

  /** Begins an attempt of a step that is one effect. */
  static void intend(
      LiveRun run,
      Node.Step step,
      Node.EffectWork work,
      NodeState state,
      Prepared prepared,
      boolean findsOut) {
    List<CounterChange> left = state.reserved;
    Tasks.EffectTask task =
        new Tasks.EffectTask(
            run,
            state.path,
            prepared.request(),
            prepared.reserved(),
            work.code(),
            step.options().timeout());
    run.intend(
        state,
        new RunEvent.Begun(state.path, state.attempts + 1, prepared.reserved()),
        left.isEmpty() ? prepared.reserved() : List.of(),
        findsOut ? task.findingOut() : task);
  }

  /** How a failed attempt goes on: later, or not. */
  static @Nullable Instant retryAt(
      Engine engine, dev.aios.api.value.Retry retry, int failures, boolean permanent) {
    return permanent || !retry.allowsAfter(failures)
        ? null
        : engine.world().instant().plus(retry.waitAfter(failures, engine.world().random()));
  }

  /** The cost of an attempt, or null if it is nothing. */
  static @Nullable Cost some(Cost cost) {
    return cost.equals(Cost.NONE) ? null : cost;
  }
}

package dev.aios.core.internal.engine;

import dev.aios.api.effect.EffectKind;
import dev.aios.api.effect.EffectRequest;
import dev.aios.api.effect.Idempotency;
import dev.aios.api.effect.Sensitivity;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.policy.Decision;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunState;
import dev.aios.api.saga.Node;
import dev.aios.api.value.Cost;
import dev.aios.core.internal.door.Performed;
import dev.aios.core.internal.door.Prepared;
import dev.aios.core.internal.inbox.InboxDraft;
import dev.aios.core.internal.inbox.Verdicts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes back what is done, in reverse order, one undo at a time: of a whole run, or of the losing
 * lanes of a first-of. What is in flight or in doubt is settled first, so that nothing done is
 * overlooked.
 */
final class Backward {
  private final LiveRun run;
  private final Engine engine;
  private final RunFold fold;
  private final Waits waits;

  Backward(LiveRun run) {
    this.run = run;
    this.engine = run.engine();
    this.fold = run.fold();
    this.waits = new Waits(run);
  }

  /** Takes the run back; ends it when there is nothing left. */
  void walk(RunEvent.Failing failing) {
    if (!takeBack(node -> true)) {
      return;
    }
    boolean undone = fold.done.stream().anyMatch(node -> node.undone);
    RunState state =
        failing.cancelled() ? RunState.CANCELLED : undone ? RunState.COMPENSATED : RunState.FAILED;
    run.emit(new RunEvent.Ended(state, failing.why(), null, List.of()));
  }

  /** Takes back the nodes of a part; true when all that was done there is undone. */
  boolean takeBack(Predicate<NodeState> within) {
    boolean settled = true;
    for (Task task : run.inFlight()) {
      NodeState node = fold.find(nodeOf(task.path()));
      if (node != null && within.test(node) && !task.path().endsWith(Names.UNDO)) {
        if (task.findsOut()) {
          run.stands(node.path, "finding out whether it happened");
        } else {
          task.stop();
          run.stands(node.path, "stopping");
        }
        settled = false;
      }
    }
    List<NodeState> open = new ArrayList<>();
    for (NodeState node : fold.nodes()) {
      if (!node.done && within.test(node) && !run.isInFlight(node.path)) {
        open.add(node);
      }
    }
    for (NodeState node : open) {
      settled &= settle(node);
    }
    return settled && undoNext(within);
  }

  private static String nodeOf(String task) {
    return task.endsWith(Names.UNDO)
        ? task.substring(0, task.length() - Names.UNDO.length())
        : task;
  }

  /** Finds out what became of a node that is not done; true if that is known. */
  private boolean settle(NodeState node) {
    Node definition = run.definition(node.path);
    if (definition instanceof Node.Step step
        && step.work() instanceof Node.EffectWork work
        && !fold.started.dry()
        && (node.begun || node.doubted || node.unsure || isInDoubt(node.wait))) {
      return settleDoubt(step, work, node);
    }
    if (definition instanceof Node.Step step && isHalfDone(step, node)) {
      return settleHalfDone(step, node);
    }
    if (node.wait != null) {
      return settleWait(node, node.wait);
    }
    if (node.begun) {
      run.emit(new RunEvent.NotHappened(node.path, null, List.of(), null));
    }
    return true;
  }

  private static boolean isInDoubt(@Nullable Wait wait) {
    return wait != null && wait.reason() == Wait.Reason.IN_DOUBT && wait.effect() == null;
  }

  /** An attempt of a step may have happened: what there is to undo decides whether to find out. */
  private boolean settleDoubt(Node.Step step, Node.EffectWork work, NodeState node) {
    Wait wait = node.wait;
    if (step.undo() == null) {
      if (wait != null) {
        return settleWait(node, wait);
      }
      if (node.begun) {
        String why =
            "attempt " + node.attempts + " was stopped; it has no undo, so nobody is asked";
        run.emit(new RunEvent.Doubted(node.path, node.attempts, why));
      }
      return true;
    }
    if (wait != null && isInDoubt(wait)) {
      waits.isOver(step, node.path, node, Scope.RUN);
      return node.wait == null && !node.unsure;
    }
    boolean again = step.options().idempotency() == Idempotency.IDEMPOTENT && !node.failed;
    if (!again || node.doubted) {
      waits.doubts().settle(step, node.path, run.inputOf(node.path), node);
    } else if (wait == null || waits.isDue(node.path, wait)) {
      tryAgain(step, work, node);
    }
    return false;
  }

  /** A second try under the same key does no harm, and tells what there is to undo. */
  private void tryAgain(Node.Step step, Node.EffectWork work, NodeState node) {
    if (!run.mayBegin()) {
      run.standsUntilOpened(node.path);
      return;
    }
    Outcome value = run.inputOf(node.path);
    EffectRequest request = run.stepRequest(step, node.path, node.attempts + 1, value);
    Prepared prepared = engine.door().prepare(request, true, null).on(node.reserved);
    if (prepared.allowed()) {
      Forward.intend(run, step, work, node, prepared, true);
    } else if (prepared.decision() instanceof Decision.Defer defer) {
      run.stands(node.path, "deferred: " + defer.reason());
      run.due(defer.until());
    } else {
      waits.doubts().settle(step, node.path, value, node);
    }
  }

  /** An agent was stopped between its effects, and the step has an undo. */
  private boolean isHalfDone(Node.Step step, NodeState node) {
    return step.work() instanceof Node.AgentWork
        && step.undo() != null
        && !fold.started.dry()
        && (node.begun || node.wait != null)
        && !node.happened().isEmpty();
  }

  /** Only a person can tell whether what its effects did is to be undone. */
  private boolean settleHalfDone(Node.Step step, NodeState node) {
    Wait wait = node.wait;
    if (wait != null && isInDoubt(wait)) {
      waits.isOver(step, node.path, node, Scope.RUN);
      return node.wait == null;
    }
    if (wait != null && wait.ref() != null) {
      String item = wait.ref();
      run.checkpoint().part(() -> engine.inbox().lapse(item, "the run goes no further forward"));
    }
    String why = "it was stopped half-way, behind " + String.join(", ", node.happened());
    waits.doubts().askWhether(node.path, why, run.inputOf(node.path).payload());
    return false;
  }

  private boolean settleWait(NodeState node, Wait wait) {
    String ref = wait.ref();
    switch (wait.reason()) {
      case GATE, ESCALATED, POLICY, IN_DOUBT -> {
        if (ref != null) {
          run.checkpoint().part(() -> engine.inbox().lapse(ref, "the run goes no further forward"));
        }
      }
      case CHILD -> {
        return ref == null || engine.children().settle(run, node, RunId.parse(ref));
      }
      default -> {}
    }
    run.emit(new RunEvent.NotHappened(node.path, null, List.of(), null));
    return true;
  }

  private Node.@Nullable Undo undoOf(NodeState node) {
    Node definition = run.definition(node.path);
    return definition instanceof Node.Step step
        ? step.undo()
        : definition instanceof Node.SubSaga sub ? sub.undo() : null;
  }

  private boolean undoNext(Predicate<NodeState> within) {
    // It need not be the last that is done: a first-of was taking back its losers when the run
    // began to fail.
    for (Task task : run.inFlight()) {
      NodeState node = fold.find(nodeOf(task.path()));
      if (node != null && within.test(node) && task.path().endsWith(Names.UNDO)) {
        run.stands(node.path, "taking back");
        return false;
      }
    }
    for (int i = fold.done.size() - 1; i >= 0; i--) {
      NodeState node = fold.done.get(i);
      Node.Undo undo = node.undone || !within.test(node) ? null : undoOf(node);
      if (undo == null) {
        continue;
      }
      if (fold.started.dry()) {
        run.emit(new RunEvent.UndoDone(node.path, null, "dry run"));
        continue;
      }
      undo(node, undo);
      if (!node.undone) {
        return false;
      }
    }
    return true;
  }

  private void undo(NodeState node, Node.Undo undo) {
    String task = node.path + Names.UNDO;
    if (node.undoItem != null && !decided(node, node.undoItem)) {
      return;
    }
    if (node.undone) {
      return;
    }
    if (node.undoRetryAt != null && engine.world().instant().isBefore(node.undoRetryAt)) {
      run.stands(node.path, "retries the undo after: " + node.lastError);
      run.due(node.undoRetryAt);
      return;
    }
    if (!run.mayBegin()) {
      run.standsUntilOpened(node.path);
      return;
    }
    Outcome outcome = node.outcome == null ? fold.input : node.outcome;
    EffectRequest request =
        new EffectRequest(
            task,
            run.idempotencyKey(task),
            EffectKind.STEP,
            StepRequest.target(run, node.path) + Names.UNDO,
            outcome.value(engine.codec()),
            Sensitivity.HIGH,
            Cost.NONE,
            outcome.taint(),
            node.undoAttempts + 1,
            StepRequest.origin(run, node.path, null));
    Prepared prepared = engine.door().prepare(request, true, null);
    if (prepared.decision() instanceof Decision.Defer defer) {
      run.stands(node.path, "the undo is deferred: " + defer.reason());
      run.due(defer.until());
      return;
    }
    if (!prepared.allowed()) {
      failed(node, prepared.refusal(), undo, true);
      return;
    }
    run.intend(
        node,
        new RunEvent.UndoBegun(node.path, node.undoAttempts + 1),
        List.of(),
        new Tasks.EffectTask(
            run,
            task,
            prepared.request(),
            List.of(),
            (value, call) -> {
              undo.code().undo(value, call);
              return "undone";
            },
            null));
  }

  /** Applies the verdict on a stuck undo; false while there is none. */
  private boolean decided(NodeState node, String item) {
    Optional<InboxItem> found =
        run.looks() ? engine.inbox().find(item) : Optional.<InboxItem>empty();
    InboxItem.Decided decision = found.map(InboxItem::decided).orElse(null);
    if (decision == null) {
      run.stuck(node.path, "its undo failed: " + node.lastError);
      return false;
    }
    if (decision.verdict().equals(Verdicts.RETRY)) {
      run.emit(new RunEvent.UndoAgain(node.path, decision.by()));
    } else {
      run.emit(new RunEvent.UndoDone(node.path, decision.by(), decision.note()));
    }
    return true;
  }

  /** An attempt of an undo failed. */
  void failed(NodeState node, String error, Node.@Nullable Undo undo, boolean permanent) {
    Instant retryAt =
        undo == null
            ? null
            : Forward.retryAt(engine, undo.retry(), node.undoFailures + 1, permanent);
    String item = null;
    if (retryAt == null) {
      item = engine.world().newId();
      InboxDraft draft =
          InboxDraft.of(
                  item,
                  InboxItem.Kind.STUCK,
                  "the undo of " + node.path + " of " + run.key() + " failed: " + error,
                  List.of("owner"))
              .payload(node.outcome == null ? null : node.outcome.payload())
              .priority(20)
              .run(run.key(), node.path);
      run.checkpoint().part(engine.inbox().open(draft.sealedUnder(run.seal())));
    }
    run.emit(
        new RunEvent.UndoFailed(node.path, Math.max(1, node.undoAttempts), error, retryAt, item));
    if (item != null) {
      run.stuck(node.path, "its undo failed: " + error);
    }
  }

  /** An undo was tried. */
  void finished(NodeState node, Performed performed) {
    if (performed instanceof Performed.Done) {
      run.emit(new RunEvent.UndoDone(node.path, null, null));
    } else if (performed instanceof Performed.Refused refused) {
      node.lastError = "the breaker of its target is open";
      node.undoRetryAt = refused.until();
    } else {
      String error =
          performed instanceof Performed.Failed failed
              ? failed.error()
              : performed instanceof Performed.InDoubt doubt ? doubt.why() : "timed out";
      boolean permanent = performed instanceof Performed.Failed failed && failed.permanent();
      failed(node, error, undoOf(node), permanent);
    }
  }
}

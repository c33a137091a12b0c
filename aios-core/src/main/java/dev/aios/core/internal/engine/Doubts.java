package dev.aios.core.internal.engine;

import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.saga.Node;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Payload;
import dev.aios.core.internal.inbox.InboxDraft;
import dev.aios.core.internal.inbox.Verdicts;
import java.util.List;

/**
 * The steps of a walk of which it is not known whether they happened: their reconcile function is
 * asked, then a person. Never a blind second try.
 */
final class Doubts {
  private final LiveRun run;
  private final Engine engine;
  private final Waits waits;

  Doubts(LiveRun run, Waits waits) {
    this.run = run;
    this.engine = run.engine();
    this.waits = waits;
  }

  /** Takes a person's verdict; true if the step may begin again. */
  boolean resolved(InboxItem item, Node.Step step, String path, NodeState state, Wait wait) {
    InboxItem.Decided decision = item.decided();
    if (decision == null) {
      return false;
    }
    String effect = wait.effect();
    boolean happened = decision.verdict().equals(Verdicts.HAPPENED);
    Payload outcome = decision.edited() == null ? Outcome.NOTHING : decision.edited();
    if (effect == null && happened) {
      Outcome found = new Outcome(outcome, null, 1, List.of(), List.of(), run.taintOf(path));
      run.complete(path, found, null, List.of(), null, decision.by());
      return false;
    }
    if (effect == null) {
      run.emit(new RunEvent.NotHappened(path, null, released(step, path, state), decision.by()));
    } else if (happened) {
      run.emit(
          new RunEvent.EffectDone(
              path, effect, outcome, List.of(), null, List.of(), decision.by()));
    } else {
      run.emit(new RunEvent.NotHappened(path, effect, List.of(), decision.by()));
    }
    return true;
  }

  private List<CounterChange> released(Node.Step step, String path, NodeState state) {
    if (state.reserved.isEmpty()) {
      return List.of();
    }
    var settled =
        engine
            .door()
            .settle(
                run.stepRequest(step, path, state.attempts, run.inputOf(path)),
                state.reserved,
                Cost.NONE);
    run.checkpoint().counters.addAll(settled);
    return settled;
  }

  /** A step whose intent is recorded and whose outcome is not. */
  void settle(Node.Step step, String path, Outcome value, NodeState state) {
    String why =
        state.doubted && state.lastError != null
            ? state.lastError
            : "the process ended between the intent and the outcome of attempt " + state.attempts;
    if (step.options().reconcile() != null && !state.reconciled) {
      if (!run.mayBegin()) {
        run.standsUntilOpened(path);
        return;
      }
      Task task =
          new Tasks.ReconcileTask(
              path,
              step.options().reconcile(),
              value.value(engine.codec()),
              run.idempotencyKey(path));
      run.intend(state, new RunEvent.Doubted(path, state.attempts, why), List.of(), task);
      return;
    }
    askWhether(path, why, value.payload());
  }

  /** Asks a person whether a step happened. */
  void askWhether(String path, String why, Payload request) {
    String id = engine.world().newId();
    InboxDraft draft =
        InboxDraft.of(
                id,
                InboxItem.Kind.IN_DOUBT,
                "did "
                    + path
                    + " of "
                    + run.key()
                    + " happen (key "
                    + run.idempotencyKey(path)
                    + ")? "
                    + why,
                List.of("owner"))
            .payload(request)
            .priority(10)
            .run(run.key(), path);
    run.checkpoint().part(engine.inbox().open(draft.sealedUnder(run.seal())));
    waits.await(path, Wait.Reason.IN_DOUBT, null, "in doubt: " + why, id);
  }
}

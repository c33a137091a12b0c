package dev.aios.core.internal.engine;

import dev.aios.api.EffectFailedException;
import dev.aios.api.effect.Effect;
import dev.aios.api.effect.Effects;
import dev.aios.api.effect.Idempotency;
import dev.aios.api.effect.PermanentException;
import dev.aios.api.effect.Reconcile;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.policy.Decision;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.Given;
import dev.aios.core.internal.door.Door;
import dev.aios.core.internal.door.EffectName;
import dev.aios.core.internal.door.Passage;
import dev.aios.core.internal.door.Performed;
import dev.aios.core.internal.door.Prepared;
import dev.aios.core.internal.door.UnderWay;
import dev.aios.core.internal.inbox.InboxDraft;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The door inside a step: remembers each effect by name and key in the run's stream, and ends the
 * step's turn where an effect must wait.
 */
final class StepEffects implements Effects {
  private final LiveRun run;
  private final Engine engine;
  private final String path;
  private final String agent;
  private final EffectLog log;
  private final UnderWay underWay = new UnderWay();
  private Taint taint;

  StepEffects(LiveRun run, String path, String agent, Taint taint) {
    this.run = run;
    this.engine = run.engine();
    this.path = path;
    this.agent = agent;
    this.log = new EffectLog(run, path);
    this.taint = taint;
  }

  void bind(Task bound) {
    log.bind(bound);
  }

  boolean suspended() {
    return log.suspended();
  }

  synchronized Taint taint() {
    return taint;
  }

  private synchronized void taint(Taint more) {
    taint = taint.plus(more);
  }

  @Override
  public <Q, T> T perform(Effect<Q, T> effect) {
    Given.notNull("effect", "it", effect);
    underWay.enter();
    try {
      return performed(effect);
    } finally {
      underWay.leave();
    }
  }

  /**
   * Waits for the effects that other threads of the agent have under way: the step's turn ends with
   * the last of them, so that what they did is recorded.
   */
  void settle() {
    underWay.settle(engine.world(), Starter.LONG);
  }

  private <Q, T> T performed(Effect<Q, T> effect) {
    String name = EffectName.of(effect);
    if (log.isStopped()) {
      throw log.suspend("the step was stopped");
    }
    Passage<Q, T> passage =
        new Passage<>(
            engine.door(), engine.codec(), effect, key(name), StepRequest.origin(run, path, agent));
    if (!effect.recorded()) {
      return unrecorded(passage);
    }
    NodeState.EffectState state = run.fold().node(path).effect(name);
    if (state.outcome != null) {
      taint(state.outcome.taint());
      return passage.outcome(state.outcome.value(engine.codec()));
    }
    if (state.failed != null) {
      throw new EffectFailedException(failedText(name, state.failed));
    }
    if (run.fold().started.dry()) {
      return fromRecord(passage, name);
    }
    if (state.item != null) {
      // still waits for a person: another effect of this step was what woke it
      Wait.Reason reason = state.begun ? Wait.Reason.IN_DOUBT : Wait.Reason.POLICY;
      throw log.waits(name, reason, state.item, "waits for inbox item " + state.item, null);
    }
    if (state.retryAt != null && engine.world().instant().isBefore(state.retryAt)) {
      throw log.waits(name, Wait.Reason.RETRY, state.retryAt, "retries " + name);
    }
    if (state.begun && effect.idempotency() == Idempotency.ONCE) {
      Optional<T> found =
          inDoubt(passage, name, "the process ended between its intent and its outcome");
      if (found.isPresent()) {
        return found.get();
      }
    }
    return attempt(passage, name, state);
  }

  private <Q, T> T unrecorded(Passage<Q, T> passage) {
    String what = "effect " + passage.effect().name() + " in " + path + " of " + run.key();
    Prepared prepared = engine.door().prepare(passage.request(1, taint()), false, null);
    if (!prepared.allowed()) {
      throw prepared.denied(what);
    }
    taint(prepared.request().taint());
    return passage.unrecorded(prepared, what);
  }

  private <Q, T> T attempt(Passage<Q, T> passage, String name, NodeState.EffectState state) {
    int attempt = state.attempts + 1;
    Prepared prepared = begin(passage, name, attempt, state);
    if (!prepared.allowed()) {
      throw refuse(passage, name, prepared);
    }
    taint(prepared.request().taint());
    Performed performed = passage.perform(prepared);
    List<CounterChange> settled =
        engine.door().settle(prepared.request(), prepared.reserved(), performed.cost());
    if (performed instanceof Performed.Done done) {
      return done(passage, name, attempt, prepared, done, settled);
    }
    if (performed instanceof Performed.Refused refused) {
      log.notHappened(name, settled, null);
      throw log.waits(
          name,
          Wait.Reason.DEFERRED,
          refused.until(),
          "the breaker of " + passage.effect().target() + " is open");
    }
    if (performed.isUnknown() && passage.effect().idempotency() == Idempotency.ONCE) {
      Optional<T> found = inDoubt(passage, name, performed.error());
      if (found.isPresent()) {
        return found.get();
      }
      throw log.waits(
          name, Wait.Reason.RETRY, engine.world().instant(), "tries " + name + " again");
    }
    throw failed(passage, name, attempt, performed, settled);
  }

  /** Records the intent, unless something is against it. */
  private Prepared begin(
      Passage<?, ?> passage, String name, int attempt, NodeState.EffectState state) {
    var asked = passage.request(attempt, taint());
    // an attempt that ended with its process left its reservation: this one goes on with it
    List<CounterChange> left = state.reserved;
    Prepared prepared = engine.door().prepare(asked, state.allowed, null).on(left);
    if (prepared.allowed()) {
      try {
        log.begun(name, attempt, prepared, left.isEmpty() ? prepared.reserved() : List.of());
      } catch (WriteRejectedException e) {
        if (e.reason() != WriteRejectedException.Reason.COUNTER_CAP) {
          throw e;
        }
        return engine.door().prepare(asked, false, e.subject());
      }
    }
    return prepared;
  }

  private <T> T done(
      Passage<?, T> passage,
      String name,
      int attempt,
      Prepared prepared,
      Performed.Done done,
      List<CounterChange> settled) {
    Outcome outcome;
    try {
      outcome = Outcome.certain(engine.codec(), done.value(), prepared.request().taint());
    } catch (RuntimeException e) {
      String error = "it happened, but its outcome cannot be recorded: " + Door.describe(e);
      log.failed(name, attempt, error, null, done.cost(), settled);
      throw new EffectFailedException(failedText(name, error), e);
    }
    log.done(name, outcome, done.cost(), settled, null);
    return passage.outcome(done.value());
  }

  private RuntimeException failed(
      Passage<?, ?> passage,
      String name,
      int attempt,
      Performed performed,
      List<CounterChange> settled) {
    String error = performed.error();
    int failures = run.fold().node(path).effect(name).failures + 1;
    Instant retryAt =
        Forward.retryAt(engine, passage.effect().retry(), failures, performed.isPermanent());
    log.failed(name, attempt, error, retryAt, performed.cost(), settled);
    if (retryAt == null) {
      return new EffectFailedException(failedText(name, error));
    }
    throw log.waits(name, Wait.Reason.RETRY, retryAt, "retries " + name + " after: " + error);
  }

  /** The outcome if it happened; empty if it certainly did not. Suspends if a person must say. */
  private <Q, T> Optional<T> inDoubt(Passage<Q, T> passage, String name, String why) {
    Reconcile<Q, T> reconcile = passage.effect().reconcile();
    String asked = why;
    if (reconcile != null) {
      try {
        Optional<T> found = reconcile.find(passage.effect().request(), passage.key());
        if (found.isEmpty()) {
          log.notHappened(name, List.of(), "reconcile");
        } else {
          Outcome outcome = Outcome.certain(engine.codec(), found.get(), passage.effect().taint());
          log.done(name, outcome, null, List.of(), "reconcile");
        }
        return found;
      } catch (Exception e) {
        asked = why + "; and looking it up failed: " + Door.describe(e);
      }
    }
    String item = engine.world().newId();
    InboxDraft draft =
        passage
            .doubt(item, "did " + name + " in " + path + " of " + run.key() + " happen? " + asked)
            .run(run.key(), path);
    throw log.waits(
        name,
        Wait.Reason.IN_DOUBT,
        item,
        "in doubt: " + asked,
        engine.inbox().open(draft.sealedUnder(run.seal())));
  }

  private RuntimeException refuse(Passage<?, ?> passage, String name, Prepared prepared) {
    Decision decision = prepared.decision();
    if (decision instanceof Decision.Defer defer) {
      throw log.waits(name, Wait.Reason.DEFERRED, defer.until(), "deferred: " + defer.reason());
    }
    if (decision instanceof Decision.RequireApproval approval) {
      String item = engine.world().newId();
      String title =
          agent + " in " + run.key() + " wants to perform " + name + ": " + approval.reason();
      InboxDraft draft = passage.approval(item, title, prepared, approval).run(run.key(), path);
      String why = "waits for approval by " + approval.ask() + ": " + approval.reason();
      throw log.waits(
          name, Wait.Reason.POLICY, item, why, engine.inbox().open(draft.sealedUnder(run.seal())));
    }
    return prepared.denied("effect " + name + " of " + run.key());
  }

  private <T> T fromRecord(Passage<?, T> passage, String name) {
    NodeState recorded = run.recorded(path);
    NodeState.EffectState effect = recorded == null ? null : recorded.effects.get(name);
    if (effect == null || effect.outcome == null) {
      throw new PermanentException(
          "a dry run performs nothing, and the record has no outcome of effect "
              + name
              + " in "
              + path,
          null);
    }
    log.done(name, effect.outcome, null, List.of(), "the record");
    taint(effect.outcome.taint());
    return passage.outcome(effect.outcome.value(engine.codec()));
  }

  private String key(String name) {
    return run.idempotencyKey(path) + ":" + name;
  }

  private String failedText(String name, String error) {
    return "effect " + name + " in " + path + " of " + run.key() + " failed for good: " + error;
  }
}

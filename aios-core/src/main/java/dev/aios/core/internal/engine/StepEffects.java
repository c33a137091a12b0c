package dev.aios.core.internal.engine;

import dev.aios.api.BudgetExceededException;
import dev.aios.api.DeniedException;
import dev.aios.api.EffectFailedException;
import dev.aios.api.effect.Effect;
import dev.aios.api.effect.EffectFunction;
import dev.aios.api.effect.EffectRequest;
import dev.aios.api.effect.Effects;
import dev.aios.api.effect.Idempotency;
import dev.aios.api.effect.PermanentException;
import dev.aios.api.effect.Reconcile;
import dev.aios.api.effect.Suspension;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.policy.Decision;
import dev.aios.api.value.Payload;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.Given;
import dev.aios.core.internal.door.Door;
import dev.aios.core.internal.door.EffectName;
import dev.aios.core.internal.door.Performed;
import dev.aios.core.internal.door.Prepared;
import dev.aios.core.internal.inbox.InboxDraft;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The door inside a step: remembers each effect by name and key in the run's stream, and ends the
 * step's turn where an effect must wait.
 */
final class StepEffects implements Effects {
  private final LiveRun run;
  private final Engine engine;
  private final String path;
  private final String agent;
  private @Nullable Task task;
  private int underWay;
  private @Nullable CompletableFuture<Void> idle;
  private volatile boolean suspended;
  private Taint taint;

  StepEffects(LiveRun run, String path, String agent, Taint taint) {
    this.run = run;
    this.engine = run.engine();
    this.path = path;
    this.agent = agent;
    this.taint = taint;
  }

  void bind(Task bound) {
    task = bound;
  }

  boolean suspended() {
    return suspended;
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
    enter();
    try {
      return performed(effect);
    } finally {
      leave();
    }
  }

  private synchronized void enter() {
    underWay++;
  }

  private void leave() {
    CompletableFuture<Void> told = null;
    synchronized (this) {
      underWay--;
      if (underWay == 0) {
        told = idle;
        idle = null;
      }
    }
    if (told != null) {
      told.complete(null);
    }
  }

  /**
   * Waits for the effects that other threads of the agent have under way: the step's turn ends with
   * the last of them, so that what they did is recorded.
   */
  void settle() {
    CompletableFuture<Void> last = new CompletableFuture<>();
    synchronized (this) {
      if (underWay == 0) {
        return;
      }
      idle = last;
    }
    try {
      engine.world().await(last, Starter.LONG);
    } catch (InterruptedException e) {
      // the step is stopped; so are they, or they are in doubt
      return;
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("nothing completes it so", e);
    }
  }

  private <Q, T> T performed(Effect<Q, T> effect) {
    String name = EffectName.of(effect);
    if (task == null || task.isStopped()) {
      throw suspend("the step was stopped");
    }
    EffectRequest request = request(effect, name, 1);
    if (!effect.recorded()) {
      return unrecorded(effect, request);
    }
    NodeState.EffectState state = run.fold().node(path).effect(name);
    if (state.outcome != null) {
      taint(state.outcome.taint());
      return cast(state.outcome.value(engine.codec()));
    }
    if (state.failed != null) {
      throw new EffectFailedException(failedText(name, state.failed));
    }
    if (run.fold().started.dry()) {
      return fromRecord(name);
    }
    if (state.item != null) {
      // still waits for a person: another effect of this step was what woke it
      throw waits(
          name,
          state.begun ? Wait.Reason.IN_DOUBT : Wait.Reason.POLICY,
          null,
          "waits for inbox item " + state.item,
          state.item,
          null);
    }
    if (state.retryAt != null && engine.world().instant().isBefore(state.retryAt)) {
      throw waits(name, Wait.Reason.RETRY, state.retryAt, "retries " + name, null, null);
    }
    if (state.begun && effect.idempotency() == Idempotency.ONCE) {
      Optional<T> found =
          inDoubt(effect, name, "the process ended between its intent and its outcome");
      if (found.isPresent()) {
        return found.get();
      }
    }
    return attempt(effect, name, state);
  }

  private <Q, T> T attempt(Effect<Q, T> effect, String name, NodeState.EffectState state) {
    int attempt = state.attempts + 1;
    EffectRequest asked = request(effect, name, attempt);
    // an attempt that ended with its process left its reservation: this one goes on with it
    List<CounterChange> left = state.reserved;
    Prepared prepared = engine.door().prepare(asked, state.allowed, null).on(left);
    if (prepared.allowed()) {
      try {
        append(
            intent(name, attempt, prepared),
            null,
            left.isEmpty() ? prepared.reserved() : List.of(),
            null);
      } catch (WriteRejectedException e) {
        if (e.reason() != WriteRejectedException.Reason.COUNTER_CAP) {
          throw e;
        }
        prepared = engine.door().prepare(asked, false, e.subject());
      }
    }
    if (!prepared.allowed()) {
      throw refuse(name, prepared);
    }
    taint(prepared.request().taint());
    Performed performed =
        engine
            .door()
            .perform(prepared.request(), untyped(effect.code()), effect.timeout(), () -> {});
    if (performed instanceof Performed.Done done) {
      return done(name, prepared, done);
    }
    List<CounterChange> settled =
        engine.door().settle(prepared.request(), prepared.reserved(), performed.cost());
    if (performed instanceof Performed.Refused refused) {
      append(List.of(new RunEvent.NotHappened(path, name, settled, null)), null, settled, null);
      throw waits(
          name,
          Wait.Reason.DEFERRED,
          refused.until(),
          "the breaker of " + effect.target() + " is open",
          null,
          null);
    }
    boolean unknown =
        performed instanceof Performed.InDoubt || performed instanceof Performed.TimedOut;
    if (unknown && effect.idempotency() == Idempotency.ONCE) {
      String why = performed instanceof Performed.InDoubt doubt ? doubt.why() : "it timed out";
      Optional<T> found = inDoubt(effect, name, why);
      if (found.isPresent()) {
        return found.get();
      }
      throw waits(
          name,
          Wait.Reason.RETRY,
          engine.world().instant(),
          "tries " + name + " again",
          null,
          null);
    }
    throw failed(effect, name, attempt, performed, settled);
  }

  private List<RunEvent> intent(String name, int attempt, Prepared prepared) {
    List<RunEvent> events = new ArrayList<>(2);
    if (!prepared.findings().isEmpty()) {
      events.add(new RunEvent.Sanitised(path, name, prepared.findings()));
    }
    events.add(new RunEvent.EffectBegun(path, name, attempt, prepared.reserved()));
    return events;
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // the effect's own outcome type
  private <T> T done(String name, Prepared prepared, Performed.Done done) {
    List<CounterChange> settled =
        engine.door().settle(prepared.request(), prepared.reserved(), done.cost());
    Payload payload;
    try {
      payload = Outcome.payload(engine.codec(), done.value());
    } catch (RuntimeException e) {
      String error = "it happened, but its outcome cannot be recorded: " + Door.describe(e);
      append(
          List.of(new RunEvent.EffectFailed(path, name, 1, error, null, done.cost(), settled)),
          null,
          settled,
          null);
      throw new EffectFailedException(failedText(name, error), e);
    }
    Taint of = prepared.request().taint();
    append(
        List.of(
            new RunEvent.EffectDone(
                path, name, payload, List.copyOf(of.sources()), done.cost(), settled, null)),
        new Outcome(payload, done.value(), 1, List.of(), List.of(), of),
        settled,
        null);
    return cast(done.value());
  }

  private RuntimeException failed(
      Effect<?, ?> effect,
      String name,
      int attempt,
      Performed performed,
      List<CounterChange> settled) {
    String error =
        performed instanceof Performed.Failed f
            ? f.error()
            : performed instanceof Performed.InDoubt d ? d.why() : "it timed out";
    boolean permanent = performed instanceof Performed.Failed f && f.permanent();
    int failures = run.fold().node(path).effect(name).failures + 1;
    Instant retryAt = Forward.retryAt(engine, effect.retry(), failures, permanent);
    append(
        List.of(
            new RunEvent.EffectFailed(
                path, name, attempt, error, retryAt, performed.cost(), settled)),
        null,
        settled,
        null);
    if (retryAt == null) {
      return new EffectFailedException(failedText(name, error));
    }
    throw waits(
        name, Wait.Reason.RETRY, retryAt, "retries " + name + " after: " + error, null, null);
  }

  /** The outcome if it happened; empty if it certainly did not. Suspends if a person must say. */
  private <Q, T> Optional<T> inDoubt(Effect<Q, T> effect, String name, String why) {
    Reconcile<Q, T> reconcile = effect.reconcile();
    String asked = why;
    if (reconcile != null) {
      try {
        Optional<T> found = reconcile.find(effect.request(), key(name));
        if (found.isEmpty()) {
          append(
              List.of(new RunEvent.NotHappened(path, name, List.of(), "reconcile")),
              null,
              List.of(),
              null);
          return found;
        }
        Payload payload = Outcome.payload(engine.codec(), found.get());
        append(
            List.of(
                new RunEvent.EffectDone(
                    path, name, payload, List.of(), null, List.of(), "reconcile")),
            new Outcome(payload, found.get(), 1, List.of(), List.of(), effect.taint()),
            List.of(),
            null);
        return found;
      } catch (Exception e) {
        asked = why + "; and looking it up failed: " + Door.describe(e);
      }
    }
    String item = engine.world().newId();
    InboxDraft draft =
        InboxDraft.of(
                item,
                InboxItem.Kind.IN_DOUBT,
                "did " + name + " in " + path + " of " + run.key() + " happen? " + asked,
                List.of("owner"))
            .payload(payload(effect.request()))
            .priority(10)
            .run(run.key(), path);
    throw waits(
        name, Wait.Reason.IN_DOUBT, null, "in doubt: " + asked, item, engine.inbox().open(draft));
  }

  private @Nullable Payload payload(Object request) {
    try {
      return engine.codec().encode(request);
    } catch (RuntimeException e) {
      // the request is only shown; the item's title says what it is about
      return null;
    }
  }

  private RuntimeException refuse(String name, Prepared prepared) {
    Decision decision = prepared.decision();
    if (decision instanceof Decision.Defer defer) {
      throw waits(
          name, Wait.Reason.DEFERRED, defer.until(), "deferred: " + defer.reason(), null, null);
    }
    if (decision instanceof Decision.RequireApproval approval) {
      String item = engine.world().newId();
      InboxDraft draft =
          InboxDraft.of(
                  item,
                  InboxItem.Kind.APPROVAL,
                  agent
                      + " in "
                      + run.key()
                      + " wants to perform "
                      + name
                      + ": "
                      + approval.reason(),
                  List.of(approval.ask()))
              .payload(payload(prepared.request().request()))
              .run(run.key(), path);
      throw waits(
          name,
          Wait.Reason.POLICY,
          null,
          "waits for approval by " + approval.ask() + ": " + approval.reason(),
          item,
          engine.inbox().open(draft));
    }
    String text = refusal(prepared);
    return decision instanceof Decision.Cheaper
        ? new BudgetExceededException("effect " + name + " of " + run.key() + " " + text)
        : new DeniedException("effect " + name + " of " + run.key() + " " + text);
  }

  static String refusal(Prepared prepared) {
    Decision decision = prepared.decision();
    String reason =
        decision instanceof Decision.Deny deny
            ? deny.reason()
            : decision instanceof Decision.Cheaper cheaper ? cheaper.reason() : decision.toString();
    return "was denied by " + prepared.by() + ": " + reason;
  }

  private <Q, T> T unrecorded(Effect<Q, T> effect, EffectRequest request) {
    Prepared prepared = engine.door().prepare(request, false, null);
    if (!prepared.allowed()) {
      throw new DeniedException(
          "effect " + effect.name() + " of " + run.key() + " " + refusal(prepared));
    }
    taint(prepared.request().taint());
    Performed performed =
        engine
            .door()
            .perform(prepared.request(), untyped(effect.code()), effect.timeout(), () -> {});
    if (performed instanceof Performed.Done done) {
      return cast(done.value());
    }
    throw new EffectFailedException(failedText(effect.name(), performed.toString()));
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // the effect's own outcome type
  private <T> T fromRecord(String name) {
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
    Outcome outcome = effect.outcome;
    append(
        List.of(
            new RunEvent.EffectDone(
                path,
                name,
                outcome.payload(),
                List.copyOf(outcome.taint().sources()),
                null,
                List.of(),
                "the record")),
        outcome,
        List.of(),
        null);
    taint(outcome.taint());
    return cast(outcome.value(engine.codec()));
  }

  private EffectRequest request(Effect<?, ?> effect, String name, int attempt) {
    return new EffectRequest(
        effect.name(),
        key(name),
        effect.kind(),
        effect.target(),
        effect.request(),
        effect.sensitivity(),
        effect.estimate(),
        effect.taint().plus(taint()),
        attempt,
        run.origin(path, agent));
  }

  private String key(String name) {
    return run.idempotencyKey(path) + ":" + name;
  }

  private String failedText(String name, String error) {
    return "effect " + name + " in " + path + " of " + run.key() + " failed for good: " + error;
  }

  private Suspension suspend(String why) {
    suspended = true;
    return new Suspension(why);
  }

  private Suspension waits(
      String name,
      Wait.Reason reason,
      @Nullable Instant until,
      String why,
      @Nullable String item,
      @Nullable Write parts) {
    append(
        List.of(new RunEvent.Waits(path, reason, until, why, item, name)), null, List.of(), parts);
    return suspend(why);
  }

  /** Records; returns when that is durable. */
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
      engine.world().await(durable, Starter.LONG);
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

  @SuppressWarnings({
    "unchecked",
    "TypeParameterUnusedInFormals",
    "NullAway"
  }) // an effect may give null
  private static <T> T cast(@Nullable Object value) {
    return (T) value;
  }

  @SuppressWarnings("unchecked") // the effect's own types fit each other
  private static EffectFunction<Object, Object> untyped(EffectFunction<?, ?> code) {
    return (EffectFunction<Object, Object>) code;
  }
}

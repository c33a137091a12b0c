package dev.aios.core.internal.engine;

import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.policy.Decision;
import dev.aios.api.saga.Node;
import dev.aios.api.value.Payload;
import dev.aios.core.internal.door.Prepared;
import dev.aios.core.internal.inbox.InboxDraft;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The nodes of a walk that wait: for a time, a person, a signal, another run. */
final class Waits {
  private final LiveRun run;
  private final Engine engine;
  private final Doubts doubts;

  Waits(LiveRun run) {
    this.run = run;
    this.engine = run.engine();
    this.doubts = new Doubts(run, this);
  }

  private Instant now() {
    return engine.world().instant();
  }

  /** Whether a wait's time has come; else notes that the run stands there. */
  boolean isDue(String path, Wait wait) {
    if (wait.until() != null && !now().isBefore(wait.until())) {
      return true;
    }
    run.stands(path, wait.why());
    run.due(wait.until());
    return false;
  }

  /** A node stands there until something comes; recorded, so that the wait outlives the process. */
  void await(
      String path, Wait.Reason reason, @Nullable Instant until, String why, @Nullable String ref) {
    run.emit(new RunEvent.Waits(path, reason, until, why, ref, null));
    run.stands(path, why);
    run.due(until);
  }

  /** The verdict on the item that a node waits for; empty while there is none. */
  private Optional<InboxItem> verdict(Wait wait) {
    String item = wait.ref();
    return item == null || !run.looks()
        ? Optional.empty()
        : engine.inbox().find(item).filter(found -> found.decided() != null);
  }

  // gates

  void gate(Node.Gate gate, String path, Outcome value, @Nullable NodeState state, Scope scope) {
    Wait wait = state == null ? null : state.wait;
    if (wait == null) {
      open(gate, path, value);
      return;
    }
    Optional<InboxItem> decided = verdict(wait);
    if (decided.isPresent()) {
      decided(decided.get(), path, value, scope);
    } else if (isDue(path, wait) && wait.ref() != null) {
      overdue(gate, path, wait, wait.ref(), scope);
    }
  }

  private void open(Node.Gate gate, String path, Outcome value) {
    if (run.fold().started.dry()) {
      NodeState recorded = run.recorded(path);
      if (recorded != null && recorded.done && recorded.outcome != null) {
        run.complete(path, recorded.outcome, null, List.of(), null, "the record");
      } else {
        run.emit(new RunEvent.Passed(path, "dry run"));
      }
      return;
    }
    if (!gate.when().test(value.proposal(engine.codec()))) {
      run.emit(new RunEvent.Passed(path, null));
      return;
    }
    String id = engine.world().newId();
    Duration stands = gate.expires();
    Instant expires = stands == null ? null : now().plus(stands);
    InboxDraft draft =
        InboxDraft.of(
                id,
                InboxItem.Kind.APPROVAL,
                run.key() + " asks at " + path + ": go on with this?",
                gate.ask())
            .editable(value.payload())
            .priority(gate.priority())
            .confidence(value.confidence())
            .run(run.key(), path)
            .expires(expires);
    run.checkpoint().part(engine.inbox().open(draft));
    boolean escalates = !gate.escalateTo().isEmpty();
    await(
        path,
        escalates ? Wait.Reason.GATE : Wait.Reason.ESCALATED,
        stands == null || !escalates ? expires : now().plus(stands.dividedBy(2)),
        "waits for approval by " + String.join(", ", gate.ask()),
        id);
  }

  private void decided(InboxItem item, String path, Outcome value, Scope scope) {
    InboxItem.Decided decision = item.decided();
    if (decision == null) {
      return;
    }
    switch (decision.verdict()) {
      case "approve" -> run.emit(new RunEvent.Passed(path, decision.by()));
      case "edit" -> {
        Payload edited = decision.edited();
        run.complete(
            path,
            edited == null ? value : value.edited(engine.codec(), edited),
            null,
            List.of(),
            null,
            decision.by());
      }
      default -> run.fail(path, scope, rejected(decision));
    }
  }

  private static String rejected(InboxItem.Decided decision) {
    return "rejected by "
        + decision.by()
        + (decision.note().isEmpty() ? "" : ": " + decision.note());
  }

  private void overdue(Node.Gate gate, String path, Wait wait, String item, Scope scope) {
    if (wait.reason() == Wait.Reason.GATE) {
      Instant expires = engine.inbox().find(item).map(InboxItem::expires).orElse(null);
      run.checkpoint().part(() -> engine.inbox().escalate(item, gate.escalateTo()));
      await(
          path,
          Wait.Reason.ESCALATED,
          expires,
          "waits for approval by "
              + String.join(", ", gate.ask())
              + ", escalated to "
              + String.join(", ", gate.escalateTo()),
          item);
    } else {
      run.checkpoint().part(() -> engine.inbox().lapse(item, "its time ran out"));
      run.emit(new RunEvent.NotHappened(path, null, List.of(), null));
      run.fail(path, scope, "nobody decided in time: the approval " + item + " expired");
    }
  }

  // steps

  /** Whether a step that waited may begin; it may also be done or failed by then. */
  boolean isOver(Node.Step step, String path, NodeState state, Scope scope) {
    Wait wait = state.wait;
    if (wait == null) {
      return true;
    }
    switch (wait.reason()) {
      case POLICY -> {
        return verdict(wait)
            .map(item -> allowed(item, path, wait, scope))
            .orElseGet(() -> isDue(path, wait));
      }
      case IN_DOUBT -> {
        return verdict(wait)
            .map(item -> doubts.resolved(item, step, path, state, wait))
            .orElseGet(() -> isDue(path, wait));
      }
      default -> {
        return isDue(path, wait);
      }
    }
  }

  private boolean allowed(InboxItem item, String path, Wait wait, Scope scope) {
    InboxItem.Decided decision = item.decided();
    if (decision == null) {
      return false;
    }
    if (decision.verdict().equals("approve")) {
      run.emit(new RunEvent.Allowed(path, wait.effect(), decision.by()));
      return true;
    }
    if (wait.effect() == null) {
      run.fail(path, scope, rejected(decision));
      return false;
    }
    run.emit(
        new RunEvent.EffectFailed(
            path, wait.effect(), 0, rejected(decision), null, null, List.of()));
    return true;
  }

  Doubts doubts() {
    return doubts;
  }

  void notAllowed(Prepared prepared, String path, Outcome value, Scope scope) {
    Decision decision = prepared.decision();
    if (decision instanceof Decision.Defer defer) {
      await(path, Wait.Reason.DEFERRED, defer.until(), "deferred: " + defer.reason(), null);
    } else if (decision instanceof Decision.RequireApproval approval) {
      String id = engine.world().newId();
      InboxDraft draft =
          InboxDraft.of(
                  id,
                  InboxItem.Kind.APPROVAL,
                  run.key() + " wants to perform " + path + ": " + approval.reason(),
                  List.of(approval.ask()))
              .payload(value.payload())
              .confidence(value.confidence())
              .run(run.key(), path);
      run.checkpoint().part(engine.inbox().open(draft));
      await(
          path,
          Wait.Reason.POLICY,
          null,
          "waits for approval by " + approval.ask() + ": " + approval.reason(),
          id);
    } else {
      run.fail(path, scope, prepared.refusal());
    }
  }

  /** In a dry run a step's outcome comes from the record. */
  void fromRecord(String path, Scope scope) {
    NodeState recorded = run.recorded(path);
    if (recorded != null && recorded.done && recorded.outcome != null) {
      run.complete(path, recorded.outcome, null, List.of(), null, "the record");
    } else {
      run.fail(path, scope, "a dry run performs nothing, and the record has no outcome of " + path);
    }
  }

  // time, signals, other runs

  void sleep(Node.Sleep sleep, String path, Outcome value, @Nullable NodeState state) {
    Wait wait = state == null ? null : state.wait;
    if (wait == null) {
      Duration duration = sleep.duration().apply(value.value(engine.codec()));
      if (duration.isZero() || duration.isNegative() || run.fold().started.dry()) {
        run.emit(new RunEvent.Passed(path, null));
      } else {
        Instant until = now().plus(duration);
        await(path, Wait.Reason.SLEEP, until, "sleeps until " + until, null);
      }
    } else if (isDue(path, wait)) {
      run.emit(new RunEvent.Passed(path, null));
    }
  }

  void signal(
      Node.Await await, String path, Outcome value, @Nullable NodeState state, Scope scope) {
    Wait wait = state == null ? null : state.wait;
    if (run.fold().started.dry()) {
      fromRecord(path, scope);
      return;
    }
    if (wait == null || run.looks()) {
      Optional<Signal> found = next(path);
      if (found.isEmpty() && !path.equals(await.name())) {
        // not to this iteration alone, but to whichever comes first
        found = next(await.name());
      }
      if (found.isPresent()) {
        Signal signal = found.get();
        Object carried = engine.codec().decode(signal.payload());
        Object combined = await.combine().apply(value.value(engine.codec()), carried);
        run.checkpoint().part(signal.consumed(run.key()));
        run.complete(
            path,
            Outcome.certain(engine.codec(), combined, value.taint().plus(signal.taint())),
            null,
            List.of(),
            null,
            null);
        return;
      }
    }
    if (wait == null) {
      Instant until = await.within() == null ? null : now().plus(await.within());
      await(path, Wait.Reason.SIGNAL, until, "awaits signal " + await.name(), null);
    } else if (isDue(path, wait)) {
      if (await.instead() == null) {
        run.fail(path, scope, "no signal " + await.name() + " came in time");
      } else {
        Object instead = await.instead().apply(value.value(engine.codec()));
        run.complete(
            path,
            Outcome.certain(engine.codec(), instead, value.taint()),
            null,
            List.of(),
            null,
            null);
      }
    }
  }

  /** The oldest signal that was not taken, not even by this walk. */
  private Optional<Signal> next(String name) {
    Set<String> taken = run.checkpoint().taken;
    RowQuery query = RowQuery.group(Names.SIGNALS, Names.signals(run.key(), name));
    Optional<Signal> found =
        engine.journal().rows(query.limit(taken.size() + 1)).stream()
            .filter(row -> !taken.contains(row.key()))
            .findFirst()
            .map(Signal::of);
    found.ifPresent(signal -> taken.add(signal.rowKey()));
    return found;
  }

  void subSaga(
      Node.SubSaga sub, String path, Outcome value, @Nullable NodeState state, Scope scope) {
    if (run.fold().started.dry()) {
      fromRecord(path, scope);
      return;
    }
    engine.children().visit(run, sub, path, value, state, scope);
  }
}

package dev.aios.core.internal.door;

import dev.aios.api.DeniedException;
import dev.aios.api.EffectFailedException;
import dev.aios.api.World;
import dev.aios.api.effect.Effect;
import dev.aios.api.effect.EffectRequest;
import dev.aios.api.effect.Effects;
import dev.aios.api.effect.Idempotency;
import dev.aios.api.effect.Reconcile;
import dev.aios.api.effect.Suspension;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.policy.Decision;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Payload;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.Given;
import dev.aios.core.internal.door.EffectRows.Found;
import dev.aios.core.internal.inbox.InboxDraft;
import dev.aios.core.internal.inbox.Verdicts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The door of one scope outside runs. Each turn of {@link #perform} looks how the effect's row
 * stands and takes it one move further, until there is an outcome, an error, or a wait.
 */
final class ScopedEffects implements Effects {
  private static final Duration LOOK = Duration.ofMillis(50);

  private final JournalEffects.Surroundings with;
  private final EffectRows rows;
  private final World world;
  private final String scope;
  private final @Nullable String agent;
  private final Round round;
  private final boolean suspends;
  private final @Nullable String seal;

  ScopedEffects(
      JournalEffects.Surroundings with,
      EffectRows rows,
      String scope,
      @Nullable String agent,
      Round round,
      boolean suspends,
      @Nullable String seal) {
    this.with = with;
    this.seal = seal;
    this.rows = rows;
    this.world = with.world();
    this.scope = scope;
    this.agent = agent;
    this.round = round;
    this.suspends = suspends;
  }

  @Override
  public <Q, T> T perform(Effect<Q, T> effect) {
    Given.notNull("effect", "it", effect);
    String name = EffectName.of(effect);
    String key = scope.isEmpty() ? name : scope + "/" + name;
    EffectRequest.Origin origin = new EffectRequest.Origin(null, null, null, agent, null);
    Passage<Q, T> passage = new Passage<>(with.door(), with.codec(), effect, key, origin);
    if (!effect.recorded()) {
      return passage.unrecorded(direct(passage), "effect " + key);
    }
    while (true) {
      Found found = rows.find(key);
      StoredEffect stored = found.stored();
      if (stored.done()) {
        Payload value = stored.value();
        return passage.outcome(value == null ? null : with.codec().decode(value));
      }
      StoredEffect.End end = stored.end();
      if (end != null) {
        if (!round.reopens(end)) {
          throw new EffectFailedException("effect " + key + " failed for good: " + stored.error());
        }
        reopen(passage, found, end);
      } else if (stored.item() != null) {
        verdict(passage, found, stored.item());
      } else if (stored.retryAt() != null && world.instant().isBefore(stored.retryAt())) {
        pause(key, stored.retryAt(), String.valueOf(stored.error()));
      } else if (stored.begun() && !isMineToSettle(key, stored)) {
        pause(key, world.instant().plus(LOOK), "it is being performed by another caller");
      } else if (stored.begun() && effect.idempotency() == Idempotency.ONCE) {
        settle(passage, found, "its process ended between intent and outcome");
      } else {
        attempt(passage, found);
      }
    }
  }

  private Prepared direct(Passage<?, ?> passage) {
    Prepared prepared = with.door().prepare(passage.request(1, Taint.NONE), false, null);
    if (!prepared.allowed()) {
      throw prepared.denied("effect " + passage.key());
    }
    return prepared;
  }

  /** Another round begins with an effect that failed for good in an earlier one. */
  private void reopen(Passage<?, ?> passage, Found found, StoredEffect.End end) {
    StoredEffect again = found.stored().reopened();
    Found reopened = new Found(found.key(), found.version(), again);
    if (end.happened() && passage.effect().idempotency() == Idempotency.ONCE) {
      settle(passage, reopened, String.valueOf(found.stored().error()));
    } else {
      attempt(passage, reopened);
    }
  }

  private boolean isMineToSettle(String key, StoredEffect stored) {
    return stored.owner().equals(with.nodes().nodeId())
        ? !with.inFlight().contains(key)
        : stored.owner().isEmpty() || with.nodes().isDead(stored.owner());
  }

  /** Tries once; what came of it stands in the row. */
  private void attempt(Passage<?, ?> passage, Found found) {
    StoredEffect stored = found.stored();
    EffectRequest asked = passage.request(stored.attempts() + 1, Taint.NONE);
    // an attempt that ended with its process left its reservation: this one goes on with it
    List<CounterChange> left = stored.reserved();
    Prepared prepared = with.door().prepare(asked, stored.allowed(), null).on(left);
    if (prepared.allowed()) {
      StoredEffect begun = stored.begun(with.nodes().nodeId(), prepared.reserved());
      if (!with.inFlight().add(found.key())) {
        pause(found.key(), world.instant().plus(LOOK), "it is being performed by another caller");
        return;
      }
      boolean lost = true;
      try {
        List<CounterChange> set = left.isEmpty() ? prepared.reserved() : List.of();
        if (rows.put("effect.begun", found, begun, set)) {
          performed(passage, found.next(begun), prepared);
        }
        lost = false;
        return;
      } catch (WriteRejectedException e) {
        prepared = with.door().prepare(asked, false, e.subject());
      } catch (Suspension | DeniedException e) {
        lost = false; // It waits for a person, and its row says so.
        throw e;
      } finally {
        with.inFlight().remove(found.key());
        if (lost) {
          with.lost().add(found.key(), rows);
        }
      }
    }
    if (!prepared.allowed()) {
      refuse(passage, found, prepared);
    }
  }

  private void performed(Passage<?, ?> passage, Found found, Prepared prepared) {
    StoredEffect begun = found.stored();
    Performed performed = passage.perform(prepared);
    List<CounterChange> settled =
        with.door().settle(prepared.request(), prepared.reserved(), performed.cost());
    if (performed instanceof Performed.Done done) {
      done(found, done.value(), settled);
      return;
    }
    if (performed instanceof Performed.Refused refused) {
      StoredEffect waits =
          begun.free(begun.allowed()).waits(refused.until(), null, "the breaker is open");
      rows.put("effect.failed", found, waits, settled);
      return;
    }
    if (performed.isUnknown() && passage.effect().idempotency() == Idempotency.ONCE) {
      settle(passage, found, "its last attempt was lost track of");
      return;
    }
    int failures = begun.failures() + 1;
    boolean again = !performed.isPermanent() && passage.effect().retry().allowsAfter(failures);
    StoredEffect next =
        again
            ? begun.failed(
                performed.error(),
                world.instant().plus(passage.effect().retry().waitAfter(failures, world.random())))
            : begun.ended(performed.error(), new StoredEffect.End(round.number(), false, false));
    rows.put("effect.failed", found, next, settled);
  }

  /** Records that it happened, with its outcome if that can be recorded. */
  private void done(Found found, @Nullable Object value, List<CounterChange> settled) {
    Payload payload;
    try {
      payload = value == null ? null : with.codec().encode(value);
    } catch (RuntimeException e) {
      String error = "it happened, but its outcome cannot be recorded: " + Door.describe(e);
      StoredEffect.End end = new StoredEffect.End(round.number(), false, true);
      rows.put("effect.failed", found, found.stored().ended(error, end), settled);
      return;
    }
    rows.put("effect.done", found, found.stored().done(payload), settled);
  }

  /** Finds out whether an effect in doubt happened, or asks a person. */
  private <Q, T> void settle(Passage<Q, T> passage, Found found, String why) {
    StoredEffect stored = found.stored();
    String asked = why;
    Reconcile<Q, T> reconcile = passage.effect().reconcile();
    if (reconcile != null) {
      try {
        Optional<T> known = reconcile.find(passage.effect().request(), passage.key());
        StoredEffect next =
            known.isPresent()
                ? stored.done(with.codec().encode(known.get()))
                : stored.free(stored.allowed());
        rows.put("effect.reconciled", found, next, released(passage, stored, next));
        return;
      } catch (Exception e) {
        asked = why + "; and looking it up failed: " + Door.describe(e);
      }
    }
    String title = "did effect " + passage.key() + " happen? " + asked;
    ask(found, passage.doubt(world.newId(), title));
  }

  private void ask(Found found, InboxDraft draft) {
    StoredEffect waits = found.stored().waits(null, draft.id(), draft.title());
    Write.Builder write = Write.builder().all(with.inbox().open(draft.sealedUnder(seal)));
    if (rows.put("effect.waits", found, waits, List.of(), write)) {
      stop(found.key(), "waits for inbox item " + draft.id() + ": " + draft.title());
    }
  }

  private void verdict(Passage<?, ?> passage, Found found, String item) {
    StoredEffect stored = found.stored();
    InboxItem.Decided decided = with.inbox().find(item).map(InboxItem::decided).orElse(null);
    if (decided == null) {
      stop(found.key(), "waits for inbox item " + item);
      return;
    }
    StoredEffect next =
        switch (decided.verdict()) {
          case Verdicts.APPROVE -> stored.free(true);
          case Verdicts.DID_NOT_HAPPEN -> stored.free(stored.allowed());
          case Verdicts.HAPPENED -> stored.done(decided.edited());
          default ->
              stored.ended(
                  "rejected by " + decided.by() + ": " + decided.note(),
                  new StoredEffect.End(round.number(), true, false));
        };
    rows.put("effect.decided", found, next, released(passage, stored, next));
  }

  /** Gives back what was set aside, unless it happened: then the estimate stands as its cost. */
  private List<CounterChange> released(
      Passage<?, ?> passage, StoredEffect before, StoredEffect known) {
    return before.reserved().isEmpty() || known.done()
        ? List.of()
        : with.door()
            .settle(passage.request(before.attempts(), Taint.NONE), before.reserved(), Cost.NONE);
  }

  private void refuse(Passage<?, ?> passage, Found found, Prepared prepared) {
    Decision decision = prepared.decision();
    if (decision instanceof Decision.Defer defer) {
      StoredEffect waits = found.stored().waits(defer.until(), null, "deferred: " + defer.reason());
      rows.put("effect.waits", found, waits, List.of());
    } else if (decision instanceof Decision.RequireApproval approval) {
      String title = "effect " + found.key() + " wants approval: " + approval.reason();
      ask(found, passage.approval(world.newId(), title, prepared, approval));
    } else {
      throw prepared.denied("effect " + found.key());
    }
  }

  private void stop(String key, String why) {
    if (suspends) {
      throw new Suspension("effect " + key + " " + why);
    }
    throw new DeniedException(
        "effect " + key + " " + why + "; perform it again once that is decided");
  }

  private void pause(String key, Instant until, String why) {
    if (suspends) {
      throw new Suspension("effect " + key + " waits: " + why);
    }
    try {
      world.sleep(Duration.between(world.instant(), until));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EffectFailedException(
          "interrupted while effect " + key + " waited; perform it again to go on", e);
    }
  }
}

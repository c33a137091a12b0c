package dev.aios.core.internal.door;

import dev.aios.api.BudgetExceededException;
import dev.aios.api.DeniedException;
import dev.aios.api.EffectFailedException;
import dev.aios.api.World;
import dev.aios.api.effect.Effect;
import dev.aios.api.effect.EffectFunction;
import dev.aios.api.effect.EffectRequest;
import dev.aios.api.effect.Effects;
import dev.aios.api.effect.Idempotency;
import dev.aios.api.effect.Suspension;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.policy.Decision;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Payload;
import dev.aios.core.internal.Given;
import dev.aios.core.internal.codec.Envelopes;
import dev.aios.core.internal.inbox.InboxDraft;
import dev.aios.core.internal.inbox.JournalInbox;
import dev.aios.core.internal.node.NodeRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The door outside runs: for the host, and for handlers of events. Each effect is a row, so that
 * its outcome is remembered by scope, name and key. Thread-safe.
 */
public final class JournalEffects {
  private static final String TABLE = "effect";
  private static final Duration LOOK = Duration.ofMillis(50);

  private final Journal journal;
  private final Codec codec;
  private final World world;
  private final Door door;
  private final JournalInbox inbox;
  private final NodeRegistry nodes;
  private final Set<String> inFlight = ConcurrentHashMap.newKeySet();

  /**
   * A door outside runs.
   *
   * @param journal where effects are remembered
   * @param codec for requests and outcomes
   * @param world time
   * @param door the pipeline
   * @param inbox where people are asked
   * @param nodes which nodes live
   */
  public JournalEffects(
      Journal journal,
      Codec codec,
      World world,
      Door door,
      JournalInbox inbox,
      NodeRegistry nodes) {
    this.journal = journal;
    this.codec = codec;
    this.world = world;
    this.door = door;
    this.inbox = inbox;
    this.nodes = nodes;
  }

  /** How an effect stands. Stored in its row. */
  record Stored(
      String owner,
      boolean begun,
      int attempts,
      int failures,
      @Nullable Payload value,
      boolean done,
      @Nullable String error,
      boolean failed,
      @Nullable Instant retryAt,
      @Nullable String item,
      boolean allowed,
      List<CounterChange> reserved) {
    static final Stored NEW =
        new Stored("", false, 0, 0, null, false, null, false, null, null, false, List.of());

    Stored begun(String by, List<CounterChange> set) {
      return new Stored(
          by, true, attempts + 1, failures, null, false, null, false, null, null, allowed, set);
    }

    Stored done(@Nullable Payload outcome) {
      return new Stored(
          owner, false, attempts, failures, outcome, true, null, false, null, null, allowed,
          List.of());
    }

    Stored failed(String why, @Nullable Instant again) {
      return new Stored(
          owner,
          false,
          attempts,
          failures + 1,
          null,
          false,
          why,
          again == null,
          again,
          null,
          allowed,
          List.of());
    }

    Stored waits(@Nullable Instant until, @Nullable String asked, String why) {
      return new Stored(
          owner, begun, attempts, failures, null, false, why, false, until, asked, allowed,
          reserved);
    }

    Stored free(boolean permitted) {
      return new Stored(
          owner, false, attempts, failures, null, false, null, false, null, null, permitted,
          List.of());
    }
  }

  /**
   * A door for one scope.
   *
   * @param scope tells apart effects of the same name; the host's is empty
   * @param agent who performs, for budgets and policies; null for nobody
   * @param suspends whether waits end the caller's turn by {@link Suspension} instead of blocking
   * @return the door
   */
  public Effects scoped(String scope, @Nullable String agent, boolean suspends) {
    return new Scoped(scope, agent, suspends);
  }

  private final class Scoped implements Effects {
    private final String scope;
    private final @Nullable String agent;
    private final boolean suspends;

    Scoped(String scope, @Nullable String agent, boolean suspends) {
      this.scope = scope;
      this.agent = agent;
      this.suspends = suspends;
    }

    @Override
    public <Q, T> T perform(Effect<Q, T> effect) {
      Given.notNull("effect", "it", effect);
      String name = EffectName.of(effect);
      String key = scope.isEmpty() ? name : scope + "/" + name;
      if (!effect.recorded()) {
        return direct(effect, key);
      }
      while (true) {
        Optional<Row> row = journal.row(TABLE, key);
        Stored stored =
            row.map(r -> Envelopes.CODEC.fromJson(r.body(), Stored.class)).orElse(Stored.NEW);
        long version = row.map(Row::version).orElse(RowChange.ABSENT);
        if (stored.done()) {
          Payload value = stored.value();
          return cast(value == null ? null : codec.decode(value));
        }
        if (stored.failed()) {
          throw new EffectFailedException("effect " + key + " failed for good: " + stored.error());
        }
        if (stored.item() != null) {
          verdict(effect, key, version, stored, stored.item());
          continue;
        }
        if (stored.retryAt() != null && world.instant().isBefore(stored.retryAt())) {
          pause(key, stored.retryAt(), String.valueOf(stored.error()));
          continue;
        }
        if (stored.begun() && !isMineToSettle(key, stored)) {
          pause(key, world.instant().plus(LOOK), "it is being performed by another caller");
          continue;
        }
        if (stored.begun() && effect.idempotency() == Idempotency.ONCE) {
          settle(effect, key, version, stored, "its process ended between intent and outcome");
          continue;
        }
        attempt(effect, key, version, stored);
      }
    }

    private boolean isMineToSettle(String key, Stored stored) {
      return stored.owner().equals(nodes.nodeId())
          ? !inFlight.contains(key)
          : nodes.isDead(stored.owner());
    }

    /** Tries once; what came of it stands in the row. */
    private void attempt(Effect<?, ?> effect, String key, long version, Stored stored) {
      EffectRequest asked = request(effect, key, stored.attempts() + 1);
      // an attempt that ended with its process left its reservation: this one goes on with it
      List<CounterChange> left = stored.reserved();
      Prepared prepared = door.prepare(asked, stored.allowed(), null).on(left);
      if (prepared.allowed()) {
        Stored begun = stored.begun(nodes.nodeId(), prepared.reserved());
        if (!inFlight.add(key)) {
          pause(key, world.instant().plus(LOOK), "it is being performed by another caller");
          return;
        }
        try {
          List<CounterChange> set = left.isEmpty() ? prepared.reserved() : List.of();
          if (write("effect.begun", key, version, begun, set)) {
            performed(effect, key, version + 1, begun, prepared);
          }
          return;
        } catch (WriteRejectedException e) {
          prepared = door.prepare(asked, false, e.subject());
        } finally {
          inFlight.remove(key);
        }
      }
      if (prepared.allowed()) {
        return;
      }
      refuse(key, version, stored, prepared);
    }

    private <Q, T> void performed(
        Effect<Q, T> effect, String key, long version, Stored begun, Prepared prepared) {
      Performed performed =
          door.perform(prepared.request(), untyped(effect.code()), effect.timeout(), () -> {});
      List<CounterChange> settled =
          door.settle(prepared.request(), prepared.reserved(), performed.cost());
      if (performed instanceof Performed.Done done) {
        write(key, version, begun, settled, done.value());
        return;
      }
      if (performed instanceof Performed.Refused refused) {
        write(
            "effect.failed",
            key,
            version,
            begun.free(begun.allowed()).waits(refused.until(), null, "the breaker is open"),
            settled);
        return;
      }
      boolean unknown =
          performed instanceof Performed.InDoubt || performed instanceof Performed.TimedOut;
      if (unknown && effect.idempotency() == Idempotency.ONCE) {
        settle(effect, key, version, begun, "its last attempt was lost track of");
        return;
      }
      String error = performed instanceof Performed.Failed failed ? failed.error() : "timed out";
      boolean permanent = performed instanceof Performed.Failed failed && failed.permanent();
      int failures = begun.failures() + 1;
      Instant again =
          permanent || !effect.retry().allowsAfter(failures)
              ? null
              : world.instant().plus(effect.retry().waitAfter(failures, world.random()));
      write("effect.failed", key, version, begun.failed(error, again), settled);
    }

    private void write(
        String key,
        long version,
        Stored begun,
        List<CounterChange> settled,
        @Nullable Object value) {
      Payload payload;
      try {
        payload = value == null ? null : codec.encode(value);
      } catch (RuntimeException e) {
        String error = "it happened, but its outcome cannot be recorded: " + Door.describe(e);
        write("effect.failed", key, version, begun.failed(error, null), settled);
        return;
      }
      write("effect.done", key, version, begun.done(payload), settled);
    }

    /** Finds out whether an effect in doubt happened, or asks a person. */
    private <Q, T> void settle(
        Effect<Q, T> effect, String key, long version, Stored stored, String why) {
      String asked = why;
      if (effect.reconcile() != null) {
        try {
          Optional<T> found = effect.reconcile().find(effect.request(), key);
          Stored known =
              found.isPresent()
                  ? stored.done(codec.encode(found.get()))
                  : stored.free(stored.allowed());
          write("effect.reconciled", key, version, known, released(effect, key, stored, known));
          return;
        } catch (Exception e) {
          asked = why + "; and looking it up failed: " + Door.describe(e);
        }
      }
      String title = "did effect " + key + " happen? " + asked;
      ask(
          key,
          version,
          stored,
          InboxDraft.of(world.newId(), InboxItem.Kind.IN_DOUBT, title, List.of("owner"))
              .payload(shown(effect.request()))
              .priority(10));
    }

    private @Nullable Payload shown(Object request) {
      try {
        return codec.encode(request);
      } catch (RuntimeException e) {
        // the request is only shown; the item's title says what it is about
        return null;
      }
    }

    private void ask(String key, long version, Stored stored, InboxDraft draft) {
      String item = draft.id();
      String title = draft.title();
      Write.Builder write = Write.builder().all(inbox.open(draft));
      try {
        journal.writeNow(
            write
                .all(parts("effect.waits", key, version, stored.waits(null, item, title)))
                .build());
      } catch (WriteRejectedException e) {
        return;
      }
      stop(key, "waits for inbox item " + item + ": " + title);
    }

    private void verdict(
        Effect<?, ?> effect, String key, long version, Stored stored, String item) {
      InboxItem.Decided decided = inbox.find(item).map(InboxItem::decided).orElse(null);
      if (decided == null) {
        stop(key, "waits for inbox item " + item);
        return;
      }
      Stored next =
          switch (decided.verdict()) {
            case "approve" -> stored.free(true);
            case "did-not-happen" -> stored.free(stored.allowed());
            case "happened" -> stored.done(decided.edited());
            default -> stored.failed("rejected by " + decided.by() + ": " + decided.note(), null);
          };
      write("effect.decided", key, version, next, released(effect, key, stored, next));
    }

    /** Gives back what was set aside, unless it happened: then the estimate stands as its cost. */
    private List<CounterChange> released(
        Effect<?, ?> effect, String key, Stored before, Stored known) {
      return before.reserved().isEmpty() || known.done()
          ? List.of()
          : door.settle(request(effect, key, before.attempts()), before.reserved(), Cost.NONE);
    }

    private void refuse(String key, long version, Stored stored, Prepared prepared) {
      Decision decision = prepared.decision();
      if (decision instanceof Decision.Defer defer) {
        write(
            "effect.waits",
            key,
            version,
            stored.waits(defer.until(), null, "deferred: " + defer.reason()),
            List.of());
      } else if (decision instanceof Decision.RequireApproval approval) {
        String title = "effect " + key + " wants approval: " + approval.reason();
        ask(
            key,
            version,
            stored,
            InboxDraft.of(world.newId(), InboxItem.Kind.APPROVAL, title, List.of(approval.ask()))
                .payload(shown(prepared.request().request())));
      } else if (decision instanceof Decision.Cheaper cheaper) {
        throw new BudgetExceededException(
            "effect " + key + " was denied by " + prepared.by() + ": " + cheaper.reason());
      } else {
        String reason = decision instanceof Decision.Deny deny ? deny.reason() : "" + decision;
        throw new DeniedException(
            "effect " + key + " was denied by " + prepared.by() + ": " + reason);
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

    private <Q, T> T direct(Effect<Q, T> effect, String key) {
      Prepared prepared = door.prepare(request(effect, key, 1), false, null);
      if (!prepared.allowed()) {
        throw new DeniedException(
            "effect " + key + " was denied by " + prepared.by() + ": " + prepared.decision());
      }
      Performed performed =
          door.perform(prepared.request(), untyped(effect.code()), effect.timeout(), () -> {});
      if (performed instanceof Performed.Done done) {
        return cast(done.value());
      }
      throw new EffectFailedException("effect " + key + " failed: " + performed);
    }

    private EffectRequest request(Effect<?, ?> effect, String key, int attempt) {
      return new EffectRequest(
          effect.name(),
          key,
          effect.kind(),
          effect.target(),
          effect.request(),
          effect.sensitivity(),
          effect.estimate(),
          effect.taint(),
          attempt,
          new EffectRequest.Origin(null, null, null, agent, null));
    }

    private Write parts(String kind, String key, long version, Stored stored) {
      var body = Envelopes.CODEC.toJson(stored);
      return Write.builder()
          .record(kind, TABLE + "/" + key, body)
          .row(new RowChange.Put(TABLE, key, version, "effect", 0, body))
          .build();
    }

    /** Writes; false if another caller changed the effect first. */
    private boolean write(
        String kind, String key, long version, Stored stored, List<CounterChange> counters) {
      Write.Builder write = Write.builder().all(parts(kind, key, version, stored));
      counters.forEach(write::counter);
      try {
        journal.writeNow(write.build());
        return true;
      } catch (WriteRejectedException e) {
        if (e.reason() == WriteRejectedException.Reason.COUNTER_CAP) {
          throw e;
        }
        return false;
      }
    }
  }

  @SuppressWarnings({
    "unchecked",
    "TypeParameterUnusedInFormals",
    "NullAway"
  }) // the effect's own type
  private static <T> T cast(@Nullable Object value) {
    return (T) value;
  }

  @SuppressWarnings("unchecked") // the effect's own types fit each other
  private static EffectFunction<Object, Object> untyped(EffectFunction<?, ?> code) {
    return (EffectFunction<Object, Object>) code;
  }
}

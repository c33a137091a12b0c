package dev.aios.core.internal.engine;

import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.run.Fork;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunSnapshot;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.saga.Node;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Payload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks at runs as they stood, and branches new ones off them. */
final class Replays {
  private final Engine engine;

  Replays(Engine engine) {
    this.engine = engine;
  }

  RunSnapshot at(RunId id, long checkpoint) {
    RunFold fold = engine.records().fold(id, checkpoint);
    Map<String, Object> outcomes = new LinkedHashMap<>();
    Set<String> undone = new LinkedHashSet<>();
    List<String> at = new ArrayList<>();
    for (NodeState node : fold.done) {
      if (node.outcome != null) {
        outcomes.put(node.path, node.outcome.value(engine.codec()));
      }
      if (node.undone) {
        undone.add(node.path);
      }
    }
    String why = "";
    Instant until = null;
    for (NodeState node : fold.nodes()) {
      if (!node.done && (node.begun || node.wait != null || node.doubted)) {
        at.add(node.path);
        why = node.wait == null ? "working" : node.wait.why();
        until = node.wait == null ? null : node.wait.until();
      }
    }
    RunEvent.Ended ended = fold.ended;
    RunState state =
        ended != null
            ? ended.state()
            : fold.failing != null
                ? RunState.COMPENSATING
                : until == null && (why.isEmpty() || why.equals("working"))
                    ? RunState.RUNNING
                    : RunState.WAITING;
    RunStatus status =
        new RunStatus(
            id,
            fold.version,
            state,
            ended != null ? ended.why() : fold.failing != null ? fold.failing.why() : why,
            ended == null ? at : List.of(),
            until,
            fold.cost,
            fold.started.project(),
            fold.startedAt,
            fold.updatedAt);
    Payload result = ended == null ? null : ended.result();
    return new RunSnapshot(
        status,
        fold.input.value(engine.codec()),
        outcomes,
        undone,
        result == null ? null : decoded(result));
  }

  private @Nullable Object decoded(Payload payload) {
    return payload.type().equals(Outcome.NOTHING.type()) ? null : engine.codec().decode(payload);
  }

  Run<Object> fork(Fork fork, List<JournalRecord> records) {
    String what = "fork of run " + fork.from() + " at " + fork.checkpoint();
    String stream = Names.stream(fork.from().toString());
    RunEvent.Started original = null;
    List<RunEvent> kept = new ArrayList<>();
    int version = 0;
    for (JournalRecord record : records) {
      if (record.position() > fork.checkpoint()) {
        break;
      }
      RunEvent event = EventCodec.event(record.kind(), record.body(), stream);
      if (event instanceof RunEvent.Started started) {
        original = started;
        version = started.version();
      } else if (event instanceof RunEvent.Migrated migrated) {
        version = migrated.to();
      } else if (event instanceof RunEvent.Failing || event instanceof RunEvent.Ended) {
        throw new InvalidInputException(
            what, "the run goes no further forward there: choose an earlier checkpoint");
      } else if (event != null && isKept(event)) {
        kept.add(
            event instanceof RunEvent.Completed completed ? completed.beginning(List.of()) : event);
      }
    }
    if (original == null) {
      throw new NotFoundException("run " + fork.from() + " had not begun at " + fork.checkpoint());
    }
    Payload input = original.input();
    if (fork.value() != null) {
      Payload instead = engine.codec().encode(engine.codec().validate(what, fork.value()));
      if (kept.isEmpty()) {
        requireAlike(what, original.input(), instead, fork.value());
        input = instead;
      } else if (kept.get(kept.size() - 1) instanceof RunEvent.Completed last) {
        requireAlike(what, last.value(), instead, fork.value());
        kept.set(kept.size() - 1, with(last, instead));
      } else {
        throw new InvalidInputException(
            what,
            "no value stands there to be replaced: choose the checkpoint of a step.completed,"
                + " or of run.started");
      }
    }
    return begin(fork, original, version, input, kept);
  }

  /** A value can be replaced by one of its type, or by another of the same sealed interface. */
  private void requireAlike(String what, Payload recorded, Payload instead, Object value) {
    if (recorded.type().equals(instead.type())) {
      return;
    }
    Object old = decoded(recorded);
    boolean alike =
        old != null
            && Stream.of(old.getClass().getInterfaces())
                .anyMatch(type -> type.isSealed() && type.isInstance(value));
    if (!alike) {
      throw new InvalidInputException(
          what, "the value is of type " + instead.type() + ", must be " + recorded.type());
    }
  }

  private Run<Object> begin(
      Fork fork, RunEvent.Started original, int version, Payload input, List<RunEvent> kept) {
    Saga<?, ?> saga = engine.definitions().find(fork.from().saga(), version);
    if (saga == null) {
      throw new NotFoundException(
          "version " + version + " of saga " + fork.from().saga() + " is not registered");
    }
    RunId id = new RunId(fork.from().saga(), fork.key());
    if (engine.records().status(id).isPresent()) {
      throw new dev.aios.api.ConflictException(
          "there is a run " + id + " already: choose another key for the fork");
    }
    for (String step : fork.agents().keySet()) {
      if (!(engine.definitions().nodes(saga).get(step) instanceof Node.Step named)
          || !(named.work() instanceof Node.AgentWork)) {
        throw new InvalidInputException(
            "fork of run " + fork.from(), "saga " + saga + " has no step " + step + " of an agent");
      }
    }
    RunEvent.Started started =
        new RunEvent.Started(
            saga.name(),
            version,
            fork.key(),
            original.project(),
            original.taint(),
            engine.starter().whom(saga, cast(engine.codec().decode(input)), original.about()),
            input,
            null,
            null,
            fork.from().toString(),
            fork.checkpoint(),
            fork.dry(),
            List.of());
    engine.replacedAgents().put(id.toString(), fork.agents());
    engine.starter().begin(id, saga, started, engine.codec().decode(input), kept);
    return new RunHandle<>(engine, id);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // recorded of this saga
  private static <I> I cast(Object input) {
    return (I) input;
  }

  /** What a fork keeps: facts, not intents and not what waits for others. */
  private static boolean isKept(RunEvent event) {
    return event instanceof RunEvent.Completed
        || event instanceof RunEvent.Passed
        || event instanceof RunEvent.Taken
        || event instanceof RunEvent.Again
        || event instanceof RunEvent.Won
        || event instanceof RunEvent.LaneFailed
        || event instanceof RunEvent.EffectDone;
  }

  private static RunEvent.Completed with(RunEvent.Completed last, Payload value) {
    return new RunEvent.Completed(
        last.node(),
        value,
        null,
        last.evidence(),
        List.of(),
        last.taint(),
        null,
        List.of(),
        last.agent(),
        "fork",
        List.of());
  }
}

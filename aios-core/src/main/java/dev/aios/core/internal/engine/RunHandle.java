package dev.aios.core.internal.engine;

import dev.aios.api.AiosException;
import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.run.Checkpoint;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunFailedException;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunNotFinishedException;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.saga.Node;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.Ahead;
import dev.aios.core.internal.Given;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A handle on a run: what it says is read from the journal each time. */
final class RunHandle<O> implements Run<O> {
  private static final Duration LOOK = Duration.ofMillis(250);

  private final Engine engine;
  private final RunId id;

  RunHandle(Engine engine, RunId id) {
    this.engine = engine;
    this.id = id;
  }

  @Override
  public RunId id() {
    return id;
  }

  @Override
  public RunStatus status() {
    return row().status();
  }

  private RunRow row() {
    return engine
        .records()
        .row(id)
        .orElseThrow(() -> new NotFoundException("there is no run " + id));
  }

  @Override
  public O await(Duration atMost) {
    String key = id.toString();
    Object ticket = new Object();
    CompletableFuture<Awaits.End> told = engine.awaits().add(key, ticket);
    try {
      // a run that is live here tells its end; any other has to be looked at
      boolean live = engine.live(key) != null;
      Awaits.End end = engine.awaits().latest(key);
      return end != null && end.status() != null
          ? result(end, end.status())
          : await(told, atMost, live);
    } finally {
      engine.awaits().remove(key, ticket);
    }
  }

  private O await(CompletableFuture<Awaits.End> told, Duration atMost, boolean live) {
    Instant began = engine.world().instant();
    Instant until = Ahead.of(began, atMost);
    boolean looks = !live;
    while (true) {
      if (looks) {
        RunStatus status = status();
        if (status.state() == RunState.COMPLETED) {
          return value();
        }
        if (status.state().isFinal() || status.state() == RunState.STUCK) {
          throw new RunFailedException(status);
        }
      }
      engine.requireOpen();
      Instant now = engine.world().instant();
      Duration left = Duration.between(now, until);
      if (looks && (left.isNegative() || left.isZero())) {
        throw new RunNotFinishedException(status());
      }
      // the longer the wait so far, the more rarely: days of waiting are not millions of looks
      Duration look = max(LOOK, Duration.between(began, now).dividedBy(16));
      Awaits.End end = look(told, left.compareTo(look) < 0 ? left : look);
      if (end != null && end.status() != null) {
        return result(end, end.status());
      }
      looks = true;
    }
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // the saga's type parameter; a Void result is null
  private O result(Awaits.End end, RunStatus status) {
    Outcome result = end.result();
    if (status.state() != RunState.COMPLETED || result == null) {
      throw new RunFailedException(status);
    }
    return (O) result.value(engine.codec());
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /** How it ended, or null if that was not told in time. */
  private Awaits.@Nullable End look(CompletableFuture<Awaits.End> told, Duration atMost) {
    try {
      return engine.world().await(told, atMost);
    } catch (TimeoutException e) {
      // the run may have ended in another process: look
      return null;
    } catch (ExecutionException e) {
      throw new AiosException("waiting for run " + id + " failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AiosException("interrupted while waiting for run " + id + "; it goes on", e);
    }
  }

  @Override
  public Optional<O> result() {
    return status().state() == RunState.COMPLETED ? Optional.ofNullable(value()) : Optional.empty();
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // the saga's type parameter; a Void result is null
  private O value() {
    return (O)
        new Outcome(engine.records().result(id), null, 1, List.of(), List.of(), Taint.NONE)
            .value(engine.codec());
  }

  @Override
  public void cancel(String reason) {
    engine.requireOpen();
    String why = Given.text("cancel of run " + id, "the reason", reason, 2000);
    engine.signals().cancel(id, row(), why);
  }

  @Override
  public void signal(String name, Object value) {
    signal(name, value, engine.world().newId());
  }

  @Override
  public void signal(String name, Object value, String signalId) {
    signal(name, value, signalId, Taint.NONE);
  }

  @Override
  public void signal(String name, Object value, String signalId, Taint taint) {
    engine.requireOpen();
    Given.notNull("signal to run " + id, "its name", name);
    String what = "signal " + name + " to run " + id;
    Given.notNull(what, "it", value);
    Given.text(what, "its id", signalId, 200);
    Given.notNull(what, "its taint", taint);
    RunRow run = row();
    RunStatus status = run.status();
    if (status.state().isFinal()) {
      throw new ConflictException(
          "run " + id + " is " + status.state() + ": it awaits no signal any more");
    }
    Saga<?, ?> saga = engine.definitions().find(id.saga(), status.version());
    if (saga != null) {
      check(engine.definitions().nodes(saga).get(Names.base(name)), name, value);
    }
    engine.codec().validate(what, value);
    String signal = Names.signal(id.toString(), name, signalId);
    engine.signals().send(id, name, value, signal, taint, run.seal());
  }

  private void check(@org.jspecify.annotations.Nullable Node node, String name, Object value) {
    if (!(node instanceof Node.Await await)) {
      throw new InvalidInputException(
          "signal " + name + " to run " + id, "saga " + id.saga() + " awaits no such signal");
    }
    if (!await.type().isInstance(value)) {
      throw new InvalidInputException(
          "signal " + name + " to run " + id,
          "it is a " + value.getClass().getName() + ", must be a " + await.type().getName());
    }
  }

  @Override
  public List<Checkpoint> history() {
    return engine.records().history(id);
  }

  @Override
  public String diagram() {
    RunStatus status = status();
    Saga<?, ?> saga = engine.definitions().find(id.saga(), status.version());
    if (saga == null) {
      throw new NotFoundException(
          "version " + status.version() + " of saga " + id.saga() + " is not registered");
    }
    Map<String, Saga.Mark> marks = new HashMap<>();
    for (NodeState node : engine.records().fold(id, Long.MAX_VALUE).nodes()) {
      String name = Names.base(node.path);
      if (node.undone) {
        marks.put(name, Saga.Mark.UNDONE);
      } else if (node.done) {
        marks.putIfAbsent(name, Saga.Mark.DONE);
      } else if (node.failed) {
        marks.put(name, Saga.Mark.FAILED);
      }
    }
    status.at().forEach(path -> marks.put(Names.base(path), Saga.Mark.CURRENT));
    return saga.diagram(marks);
  }
}

package dev.aios.core.internal.engine;

import dev.aios.api.AiosException;
import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunId;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Node;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Payload;
import dev.aios.core.internal.Given;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins runs; the same key again finds the same run. */
final class Starter {
  private static final Logger LOG = LoggerFactory.getLogger(Starter.class);

  /** Longer than anybody waits for a write. */
  static final Duration LONG = Duration.ofDays(3650);

  private final Engine engine;

  /** The runs that callers of this process begin just now, by key. */
  private final Map<String, CompletableFuture<Void>> beginning = new ConcurrentHashMap<>();

  Starter(Engine engine) {
    this.engine = engine;
  }

  <I, O> Run<O> start(Saga<I, O> saga, I input, String key, StartOptions options) {
    engine.requireOpen();
    Given.notNull("start of a run", "the saga", saga);
    Given.notNull("start of a run of " + saga.name(), "options", options);
    RunId id = new RunId(saga.name(), key);
    Payload payload = check(saga, input);
    register(saga);
    List<RunEvent> kept = Queued.kept(engine, saga, options);
    if (kept.isEmpty()) {
      // a run that goes through a queue only waits for now
      if (engine.capacity().isFull() && engine.records().row(id).isEmpty()) {
        // a run that has begun takes no room: it is only found
        engine.capacity().enter("start of run " + id, options.refuses(), engine::requireOpen);
      }
    }
    RunEvent.Started started =
        new RunEvent.Started(
            saga.name(),
            saga.version(),
            key,
            options.project(),
            List.copyOf(options.taint().sources()),
            payload,
            null,
            null,
            null,
            null,
            false,
            List.of());
    begin(id, saga, started, input, kept);
    return new RunHandle<>(engine, id);
  }

  /** Checks an input before anything is recorded. */
  <I> Payload check(Saga<I, ?> saga, I input) {
    String what = "input of saga " + saga.name();
    if (input == null) {
      throw new InvalidInputException(what, "it is null");
    }
    if (!saga.inputType().isInstance(input)) {
      throw new InvalidInputException(
          what,
          "it is a " + input.getClass().getName() + ", must be a " + saga.inputType().getName());
    }
    return engine.codec().encode(engine.codec().validate(what, input));
  }

  void register(Saga<?, ?> saga) {
    engine.requireOpen();
    Given.notNull("registration", "the saga", saga);
    if (engine.definitions().register(saga)) {
      engine.unpark(saga.name());
    }
  }

  void startChild(LiveRun parent, String path, Node.SubSaga sub, RunId child, Outcome value) {
    register(sub.saga());
    RunEvent.Started started =
        new RunEvent.Started(
            child.saga(),
            sub.saga().version(),
            child.key(),
            parent.fold().started.project(),
            List.copyOf(value.taint().sources()),
            value.payload(),
            parent.key(),
            path,
            null,
            null,
            false,
            List.of());
    try {
      begin(child, sub.saga(), started, value.value(engine.codec()), List.of());
    } catch (ConflictException e) {
      throw new ConflictException(
          "run " + child + " that " + parent.key() + " waits for was started with another input",
          e);
    }
  }

  /** Begins a run with its first records; does nothing if this key has begun the same run. */
  void begin(
      RunId id, Saga<?, ?> saga, RunEvent.Started started, Object input, List<RunEvent> kept) {
    String fingerprint = fingerprint(started.input());
    CompletableFuture<Void> durable = new CompletableFuture<>();
    CompletableFuture<Void> other = beginning.putIfAbsent(id.toString(), durable);
    if (other != null) {
      awaitOther(id, other);
      compare(id, fingerprint);
      return;
    }
    try {
      begin(id, saga, started, input, kept, fingerprint, durable);
    } finally {
      beginning.remove(id.toString());
      // if it failed before anything was written
      durable.complete(null);
    }
  }

  /** Another caller of this process begins the same run: what comes of that is looked at then. */
  private void awaitOther(RunId id, CompletableFuture<Void> other) {
    try {
      engine.world().await(other, LONG);
    } catch (ExecutionException | TimeoutException e) {
      LOG.atDebug().setCause(e).log("another caller could not start run {}", id);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AiosException("interrupted while another caller starts run " + id, e);
    }
  }

  private void begin(
      RunId id,
      Saga<?, ?> saga,
      RunEvent.Started started,
      Object input,
      List<RunEvent> kept,
      String fingerprint,
      CompletableFuture<Void> durable) {
    RunFold fold = new RunFold(started, input, engine.world().instant());
    List<RunEvent> events = new java.util.ArrayList<>();
    events.add(started);
    events.addAll(kept);
    LiveRun run = new LiveRun(engine, id, saga, fold, new Position(fingerprint));
    run.first(new Message.Begin(events, durable));
    if (!engine.add(run)) {
      compare(id, fingerprint);
      return;
    }
    engine.awaits().begins(run.key());
    run.go();
    try {
      engine.world().await(durable, LONG);
    } catch (ExecutionException e) {
      engine.forget(run);
      if (e.getCause() instanceof WriteRejectedException) {
        compare(id, fingerprint);
        return;
      }
      if (e.getCause() instanceof AiosException known) {
        throw known;
      }
      throw new AiosException("run " + id + " could not be started", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AiosException(
          "interrupted while run " + id + " was started: it may have begun, start it again to see",
          e);
    } catch (TimeoutException e) {
      throw new AiosException("run " + id + " could not be started in time", e);
    }
  }

  private void compare(RunId id, String fingerprint) {
    RunRow row = null;
    for (int tries = 0; row == null && tries < 200; tries++) {
      row = engine.records().row(id).orElse(null);
      if (row == null) {
        pause();
      }
    }
    if (row == null) {
      throw new ConflictException("run " + id + " is being started by another caller: try again");
    }
    if (!row.input().equals(fingerprint)) {
      throw new ConflictException(
          "run "
              + id
              + " was started with another input: the same key means the same run;"
              + " choose another key");
    }
  }

  private void pause() {
    try {
      engine.world().sleep(Duration.ofMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AiosException("interrupted while another caller starts the run", e);
    }
  }

  static String fingerprint(Payload input) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(input.type().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      byte[] hash = digest.digest(input.data().utf8());
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash).substring(0, 22);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

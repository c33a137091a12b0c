package dev.aios.core.internal.engine;

import dev.aios.api.StorageException;
import dev.aios.api.effect.EffectRequest;
import dev.aios.api.journal.Commit;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.run.RunId;
import dev.aios.api.saga.Node;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Taint;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run while this node works on it: its state, what the walks ask of it and tell it, and the
 * checkpoint that comes of a batch of messages, conditional on the run's row being as this node
 * left it. See {@link Mailbox} for how messages come and what follows from a checkpoint.
 */
final class LiveRun {
  private static final Logger LOG = LoggerFactory.getLogger(LiveRun.class);

  private final Engine engine;
  private final RunId id;
  private final String key;
  private final String stream;
  private final Saga<?, ?> saga;
  private final Map<String, Node> definitions;

  private final Mailbox mailbox;

  // what follows is touched only by the thread that is at the mailbox
  private volatile RunFold fold;
  private @Nullable RunFold recorded;
  private final Position position;
  private final Map<String, Task> inFlight = new ConcurrentHashMap<>(2);
  private final Map<String, String> exhausted = new HashMap<>(0);
  private final Standing standing = new Standing();
  private final WakeTimer wake;
  private Checkpoint checkpoint = new Checkpoint();
  private @Nullable Outcome ended;
  private boolean looks;

  /** What is in memory is not what is recorded: it is read again before the next walk. */
  private boolean stale;

  LiveRun(Engine engine, RunId id, Saga<?, ?> saga, RunFold fold, Position position) {
    this.engine = engine;
    this.id = id;
    this.key = id.toString();
    this.stream = Names.stream(key);
    this.saga = saga;
    this.definitions = engine.definitions().nodes(saga);
    this.fold = fold;
    this.position = position;
    // a run that begins has nothing waiting for it yet
    this.looks = position.version() > 0;
    this.mailbox = new Mailbox(this);
    this.wake = new WakeTimer(engine, key);
  }

  // what the walks ask

  Engine engine() {
    return engine;
  }

  RunId id() {
    return id;
  }

  String key() {
    return key;
  }

  Saga<?, ?> saga() {
    return saga;
  }

  RunFold fold() {
    return fold;
  }

  /** The id of the key under which all of it is sealed; null if it is about nobody. */
  @Nullable String seal() {
    return fold.started.about().isEmpty() ? null : stream;
  }

  Checkpoint checkpoint() {
    return checkpoint;
  }

  boolean isInFlight(String task) {
    return inFlight.containsKey(task);
  }

  Collection<Task> inFlight() {
    return inFlight.values();
  }

  /** Whether this walk looks at inbox, signals and other runs. */
  boolean looks() {
    return looks;
  }

  boolean mayBegin() {
    return engine.isWorking();
  }

  @Nullable Node definition(String path) {
    return definitions.get(Names.base(path));
  }

  /** The budget that refused a node's reservation just now, or null. */
  @Nullable String exhausted(String path) {
    return exhausted.remove(path);
  }

  void exhausted(String path, String counter) {
    exhausted.put(path, counter);
  }

  /** A node of the run that a dry run answers from. */
  @Nullable NodeState recorded(String path) {
    RunFold from = recorded;
    if (from == null && fold.started.forkedFrom() != null) {
      from = engine.records().fold(RunId.parse(fold.started.forkedFrom()), Long.MAX_VALUE);
      recorded = from;
    }
    return from == null ? null : from.find(path);
  }

  Outcome inputOf(String path) {
    return Inputs.of(saga.nodes(), fold, path, engine.codec());
  }

  Taint taintOf(String path) {
    return inputOf(path).taint();
  }

  String idempotencyKey(String path) {
    // colons in the key are doubled, so that no two runs' effects share a key
    return (key.indexOf(':') < 0 ? key : key.replace(":", "::")) + ":" + path;
  }

  EffectRequest stepRequest(Node.Step step, String path, int attempt, Outcome value) {
    return StepRequest.of(this, step, path, attempt, value);
  }

  // what the walks say

  void stands(String path, String why) {
    standing.at(path, why);
  }

  /** The runtime is closing: whoever opens the journal next goes on at once. */
  void standsUntilOpened(String path) {
    standing.at(path, "the runtime is closing");
    standing.due(engine.world().instant());
  }

  void due(@Nullable Instant at) {
    standing.due(at);
  }

  void stuck(String path, String why) {
    standing.stuck(path, why);
  }

  /** Walks again once the checkpoint is durable; after a crash, whoever takes it up does. */
  void again(String path) {
    standing.at(path, "goes on");
    standing.due(engine.world().instant());
    checkpoint.afterwards.add(() -> tell(new Message.Poke()));
  }

  void emit(RunEvent event) {
    fold.apply(event);
    checkpoint.events.add(event);
  }

  void complete(
      String path,
      Outcome outcome,
      @Nullable Cost cost,
      List<CounterChange> settled,
      @Nullable String agent,
      @Nullable String by) {
    RunEvent event = RunEvent.Completed.of(path, outcome, cost, settled, agent, by);
    fold.apply(event, outcome);
    checkpoint.events.add(event);
    checkpoint.counters.addAll(settled);
  }

  void win(String path, String lane, Outcome outcome) {
    RunEvent event =
        new RunEvent.Won(
            path, lane, RunEvent.Completed.of(path, outcome, null, List.of(), null, null));
    fold.apply(event, outcome);
    checkpoint.events.add(event);
  }

  void intend(NodeState node, RunEvent event, List<CounterChange> reserved, Task task) {
    fold.apply(event);
    inFlight.put(task.path(), task);
    checkpoint.intents.add(new Checkpoint.Intent(node, event, reserved, task));
    standing.at(node.path, "working");
  }

  void fail(String path, Scope scope, String why) {
    emit(
        scope.parallel() == null
            ? new RunEvent.Failing(path + " failed: " + why, path, false)
            : new RunEvent.LaneFailed(scope.parallel(), scope.lane(), path + " failed: " + why));
  }

  Backward backward() {
    return new Backward(this);
  }

  /** The result, once the run is completed here. */
  @Nullable Outcome result() {
    return ended;
  }

  // messages

  /** Puts the first message in, before anybody else can know of the run. */
  void first(Message.Begin begin) {
    mailbox.first(begin);
  }

  /** Handles what is in the mailbox, unless somebody does. */
  void go() {
    mailbox.go();
  }

  /**
   * Hands a message over; false if the run is not live any more. Never runs a step on this thread.
   */
  boolean tell(Message message) {
    return mailbox.tell(message);
  }

  /** Whether something of it is under way on this node. */
  boolean isWorking() {
    return mailbox.isWorking();
  }

  // what the mailbox does with it

  /** Handles messages, walks, and writes what came of it; null if that is nothing. */
  @Nullable CompletableFuture<Commit> step(List<Message> batch) {
    checkpoint = new Checkpoint();
    standing.clear();
    refold();
    List<Row> wakes = List.of();
    for (Message message : batch) {
      // what a step stands down for may have been decided before it has
      looks |= message instanceof Message.Poke || message.isSuspension();
    }
    if (looks) {
      wakes = engine.journal().rows(RowQuery.group(Names.WAKES, key));
      Received.cancellation(this);
      Received.joins(this);
    }
    for (Message message : batch) {
      Received.apply(this, message, inFlight);
    }
    if (fold.ended == null) {
      walk();
    }
    looks = false;
    for (Row wake : wakes) {
      checkpoint.part(Write.of(new RowChange.Delete(Names.WAKES, wake.key(), RowChange.ANY)));
    }
    standing.of(fold, inFlight.isEmpty());
    if (checkpoint.isEmpty() && standing.isUnchanged(position)) {
      return null;
    }
    return engine.journal().write(write());
  }

  private void walk() {
    if (fold.failing == null) {
      Outcome result = new Forward(this).walk();
      if (result != null && fold.failing == null) {
        ended = result;
        emit(
            new RunEvent.Ended(
                dev.aios.api.run.RunState.COMPLETED,
                "done",
                result.payload(),
                List.copyOf(result.taint().sources())));
        engine.ending(this, checkpoint);
        return;
      }
    }
    RunEvent.Failing failing = fold.failing;
    if (failing != null) {
      standing.clear();
      new Backward(this).walk(failing);
      if (fold.ended != null) {
        engine.ending(this, checkpoint);
      }
    }
  }

  private Write write() {
    position.claim(engine.nodeId(), standing.isWorking());
    RunRow row =
        new RunRow(
            standing.status(this), position.owner(), position.epoch(), position.input(), seal());
    return checkpoint.write(
        stream,
        new RowChange.Put(
            RunRow.TABLE, key, position.version(), standing.group(), standing.rank(), row.json()),
        seal());
  }

  /** The checkpoint is durable. */
  void written() {
    position.written(standing);
  }

  /** Tells the engine where the run stands now. */
  void advanced() {
    engine.advanced(this, standing);
    // a lane waits while another works: the run is not due by its row, so it wakes itself
    wake.at(standing.isWorking() ? standing.due() : null);
  }

  /** Whether nothing of it is under way, and it only waits. */
  boolean isIdle() {
    return inFlight.isEmpty() && standing.isIdle();
  }

  /** Takes back in memory what was not written. */
  void undo(Checkpoint refused, List<Message> batch) {
    for (Checkpoint.Intent intent : refused.intents) {
      inFlight.remove(intent.task().path());
    }
    for (Message message : batch) {
      if (message instanceof Message.Finished finished) {
        inFlight.put(finished.task().path(), finished.task());
      } else if (message instanceof Message.TimedOut timedOut) {
        inFlight.putIfAbsent(timedOut.task().path(), timedOut.task());
      }
    }
    looks = true;
    stale = true;
    try {
      refold();
    } catch (StorageException e) {
      LOG.atDebug().addKeyValue("run", key).log("the journal cannot be read: read again later");
    }
  }

  private void refold() {
    if (stale) {
      engine.records().refold(this);
      stale = false;
    }
  }

  void refolded(RunFold again) {
    fold = again;
  }

  /** Interrupts what is in flight; its intents stay in the record. */
  void interrupt() {
    for (Task task : List.copyOf(inFlight.values())) {
      task.stop();
    }
  }

  /** Interrupts what is in flight, and forgets it: the run is not this node's any more. */
  void stop() {
    interrupt();
    inFlight.clear();
    wake.at(null);
    engine.children().forget(this);
  }
}

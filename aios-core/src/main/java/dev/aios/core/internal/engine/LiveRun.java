package dev.aios.core.internal.engine;

import dev.aios.api.StorageException;
import dev.aios.api.effect.EffectRequest;
import dev.aios.api.effect.Suspension;
import dev.aios.api.journal.Commit;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.run.RunId;
import dev.aios.api.saga.Node;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Taint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
 * A run while this node works on it. It takes one message after the other; each leads to one
 * checkpoint, conditional on the run's row being as this node left it, and what follows from it
 * begins only when that is durable.
 */
final class LiveRun {
  private static final Logger LOG = LoggerFactory.getLogger(LiveRun.class);

  private final Engine engine;
  private final RunId id;
  private final String key;
  private final String stream;
  private final Saga<?, ?> saga;
  private final Map<String, Node> definitions;

  private final Object gate = new Object();
  private final ArrayDeque<Message> mailbox = new ArrayDeque<>();
  private boolean busy;
  private boolean evicted;

  // what follows is touched only by the thread that has made the run busy
  private volatile RunFold fold;
  private @Nullable RunFold recorded;
  private final Position position;
  private final Map<String, Task> inFlight = new ConcurrentHashMap<>(2);
  private final Map<String, String> exhausted = new HashMap<>(0);
  private final Standing standing = new Standing();
  private Checkpoint checkpoint = new Checkpoint();
  private List<Message> batch = new ArrayList<>();
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

  @Nullable String exhausted(String path) {
    return exhausted.remove(path);
  }

  /** A node of the run that a dry run answers from. */
  @Nullable NodeState recorded(String path) {
    RunFold from = recorded;
    if (from == null && fold.started.forkedFrom() != null) {
      from = engine.foldOf(RunId.parse(fold.started.forkedFrom()), Long.MAX_VALUE);
      recorded = from;
    }
    return from == null ? null : from.find(path);
  }

  Outcome inputOf(String path) {
    return Inputs.of(saga.nodes(), fold, path);
  }

  Taint taintOf(String path) {
    return inputOf(path).taint();
  }

  String idempotencyKey(String path) {
    // colons in the key are doubled, so that no two runs' effects share a key
    return (key.indexOf(':') < 0 ? key : key.replace(":", "::")) + ":" + path;
  }

  String targetOf(String path) {
    return definition(path) instanceof Node.Step step && step.options().target() != null
        ? step.options().target()
        : saga.name() + "." + Names.base(path);
  }

  EffectRequest.Origin origin(String path, @Nullable String agent) {
    return new EffectRequest.Origin(saga.name(), key, path, agent, fold.started.project());
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
    synchronized (gate) {
      mailbox.add(begin);
    }
  }

  /** Handles what is in the mailbox, unless somebody does. */
  void go() {
    synchronized (gate) {
      if (evicted || busy) {
        return;
      }
      busy = true;
    }
    drain(false);
  }

  /**
   * Hands a message over; false if the run is not live any more. Never runs a step on this thread.
   */
  boolean tell(Message message) {
    return handle(message, false);
  }

  private boolean handle(Message first, boolean mayPerform) {
    Message message = first;
    while (true) {
      synchronized (gate) {
        if (evicted) {
          return message != first;
        }
        mailbox.add(message);
        if (busy) {
          return true;
        }
        busy = true;
      }
      Task next = drain(mayPerform);
      if (next == null) {
        return true;
      }
      message = next.perform();
    }
  }

  /** Runs a task on this thread and whatever follows from it. */
  void work(Task task) {
    handle(task.perform(), true);
  }

  /** Handles what is in the mailbox; a task to go on with on this thread, or null. */
  private @Nullable Task drain(boolean mayPerform) {
    while (true) {
      synchronized (gate) {
        if (!take()) {
          busy = false;
          evicted = engine.evicts(this, inFlight.isEmpty() && standing.isIdle());
          return null;
        }
      }
      CompletableFuture<Commit> write;
      try {
        if (holdsDrop()) {
          lost(checkpoint, new Suspension("this node's lease was lost"));
          return null;
        }
        write = step();
      } catch (StorageException e) {
        held(checkpoint, e);
        if (isEvicted()) {
          return null;
        }
        continue;
      } catch (RuntimeException | Error e) {
        lost(checkpoint, e);
        engine.broken(key, e);
        return null;
      }
      if (write == null) {
        continue;
      }
      if (!write.isDone()) {
        var unused = write.whenComplete((commit, error) -> engine.execute(() -> resume(error)));
        return null;
      }
      Throwable error = Checkpoint.errorOf(write);
      Task next = written(error, mayPerform);
      if (next != null || isEvicted()) {
        return next;
      }
    }
  }

  private boolean holdsDrop() {
    for (Message message : batch) {
      if (message instanceof Message.Drop) {
        return true;
      }
    }
    return false;
  }

  private void resume(@Nullable Throwable error) {
    Task next = written(error, true);
    if (next == null && !isEvicted()) {
      next = drain(true);
    }
    if (next != null) {
      work(next);
    }
  }

  private boolean isEvicted() {
    synchronized (gate) {
      return evicted;
    }
  }

  /** Takes what can go into one checkpoint; a reservation that may be refused goes alone. */
  private boolean take() {
    batch = new ArrayList<>(2);
    while (!mailbox.isEmpty()) {
      boolean alone = mailbox.peek() instanceof Message.Append append && append.capped();
      if (alone && !batch.isEmpty()) {
        break;
      }
      batch.add(mailbox.remove());
      if (alone) {
        break;
      }
    }
    return !batch.isEmpty();
  }

  private @Nullable CompletableFuture<Commit> step() {
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
      checkpoint.part(Waits.rows(new RowChange.Delete(Names.WAKES, wake.key(), RowChange.ANY)));
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
        new RunRow(standing.status(this), position.owner(), position.epoch(), position.input());
    return checkpoint.write(
        stream,
        new RowChange.Put(
            RunRow.TABLE, key, position.version(), standing.group(), standing.rank(), row.json()));
  }

  /**
   * The checkpoint is durable, or was not applied. A task to go on with on this thread, and then
   * the run is free for others' messages; or null.
   */
  private @Nullable Task written(@Nullable Throwable error, boolean mayPerform) {
    Checkpoint done = checkpoint;
    if (error != null) {
      refused(done, error);
      return null;
    }
    position.written(standing);
    done.durable.forEach(future -> future.complete(null));
    done.afterwards.forEach(Runnable::run);
    done.starts.values().forEach(Runnable::run);
    engine.advanced(this, standing);
    boolean inline;
    synchronized (gate) {
      inline = mayPerform && done.intents.size() == 1 && mailbox.isEmpty();
      if (inline) {
        busy = false;
      }
    }
    if (inline) {
      return done.intents.get(0).task();
    }
    for (Checkpoint.Intent intent : done.intents) {
      engine.execute(() -> work(intent.task()));
    }
    return null;
  }

  private void refused(Checkpoint refused, Throwable error) {
    if (error instanceof WriteRejectedException rejected
        && !rejected.subject().equals(RunRow.TABLE + "/" + key)) {
      if (rejected.reason() == WriteRejectedException.Reason.COUNTER_CAP
          && batch.size() == 1
          && batch.get(0) instanceof Message.Append append) {
        // the step's own effect was refused; it decides what follows
        undo(refused);
        append.durable().completeExceptionally(rejected);
        return;
      }
      again(refused, rejected);
      return;
    }
    if (error instanceof StorageException storage) {
      held(refused, storage);
      return;
    }
    lost(refused, error);
    if (!(error instanceof WriteRejectedException)) {
      engine.broken(key, error);
    }
  }

  /** Nothing was applied: what came is kept in memory until the store works again. */
  private void held(Checkpoint refused, StorageException error) {
    if (engine.isClosing() || batch.stream().anyMatch(Message.Begin.class::isInstance)) {
      lost(refused, error);
      return;
    }
    LOG.atError()
        .setCause(error)
        .addKeyValue("run", key)
        .log("the journal fails: the run is held until it works again");
    undo(refused);
    List<Message> kept = batch;
    batch = new ArrayList<>();
    engine.later(Duration.ofMillis(500), () -> kept.forEach(this::tell));
  }

  /** Takes back in memory what was not written. */
  private void undo(Checkpoint refused) {
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
      engine.refold(this);
      stale = false;
    }
  }

  /** Another table's condition did not hold, or a budget was spent: think again from the record. */
  private void again(Checkpoint refused, WriteRejectedException rejected) {
    if (rejected.reason() == WriteRejectedException.Reason.COUNTER_CAP) {
      for (Checkpoint.Intent intent : refused.intents) {
        if (intent.reserved().stream().anyMatch(c -> c.counter().equals(rejected.subject()))) {
          exhausted.put(intent.node().path, rejected.subject());
        }
      }
    }
    undo(refused);
    synchronized (gate) {
      for (int i = batch.size() - 1; i >= 0; i--) {
        mailbox.addFirst(batch.get(i));
      }
    }
  }

  void refolded(RunFold again) {
    fold = again;
  }

  /** The run belongs to another node, or cannot be begun. */
  private void lost(Checkpoint refused, Throwable error) {
    LOG.atInfo()
        .addKeyValue("run", key)
        .addKeyValue("why", error.getMessage())
        .log("the run is no longer this node's");
    Throwable told =
        batch.stream().anyMatch(Message.Begin.class::isInstance)
            ? error
            : new Suspension("the run is no longer this node's");
    refused.durable.forEach(future -> future.completeExceptionally(told));
    batch.forEach(message -> message.refuse(told));
    inFlight.values().forEach(Task::stop);
    inFlight.clear();
    List<Message> left;
    synchronized (gate) {
      evicted = true;
      left = new ArrayList<>(mailbox);
      mailbox.clear();
    }
    left.forEach(message -> message.refuse(told));
    engine.forget(this);
  }

  /** Whether something of it is under way on this node. */
  boolean isWorking() {
    synchronized (gate) {
      return busy || !inFlight.isEmpty();
    }
  }

  /** Interrupts what is in flight; its intents stay in the record. */
  void interrupt() {
    for (Task task : List.copyOf(inFlight.values())) {
      task.stop();
    }
  }
}

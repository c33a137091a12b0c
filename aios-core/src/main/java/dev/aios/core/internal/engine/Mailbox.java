package dev.aios.core.internal.engine;

import dev.aios.api.ClosedException;
import dev.aios.api.ErasedException;
import dev.aios.api.StorageException;
import dev.aios.api.effect.Suspension;
import dev.aios.api.journal.Commit;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.core.internal.seal.Keys;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages to a run, handled one batch after the other by whichever thread finds nobody at it.
 * Each batch leads to one checkpoint; what follows from it begins only when that is durable, and
 * what was not applied is taken back. Thread-safe.
 */
final class Mailbox {
  private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

  private final LiveRun run;
  private final Engine engine;
  private final Object gate = new Object();
  private final ArrayDeque<Message> messages = new ArrayDeque<>();
  private boolean busy;
  private boolean evicted;

  /** What the checkpoint under way is about; touched only by the thread that is at it. */
  private List<Message> batch = new ArrayList<>();

  Mailbox(LiveRun run) {
    this.run = run;
    this.engine = run.engine();
  }

  /** Puts the first message in, before anybody else can know of the run. */
  void first(Message.Begin begin) {
    synchronized (gate) {
      messages.add(begin);
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
        messages.add(message);
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
          evicted = engine.evicts(run, run.isIdle());
          return null;
        }
      }
      CompletableFuture<Commit> write;
      try {
        if (holdsDrop()) {
          lost(run.checkpoint(), new Suspension("this node's lease was lost"));
          return null;
        }
        write = run.step(batch);
      } catch (StorageException e) {
        held(run.checkpoint(), e);
        if (isEvicted()) {
          return null;
        }
        continue;
      } catch (RuntimeException | Error e) {
        lost(run.checkpoint(), e);
        engine.broken(run.key(), e);
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
    while (!messages.isEmpty()) {
      boolean alone = messages.peek() instanceof Message.Append append && append.capped();
      if (alone && !batch.isEmpty()) {
        break;
      }
      batch.add(messages.remove());
      if (alone) {
        break;
      }
    }
    return !batch.isEmpty();
  }

  /**
   * The checkpoint is durable, or was not applied. A task to go on with on this thread, and then
   * the run is free for others' messages; or null.
   */
  private @Nullable Task written(@Nullable Throwable error, boolean mayPerform) {
    Checkpoint done = run.checkpoint();
    if (error != null) {
      refused(done, error);
      return null;
    }
    run.written();
    done.durable.forEach(future -> future.complete(null));
    done.afterwards.forEach(this::follow);
    done.starts.values().forEach(this::follow);
    follow(run::advanced);
    boolean inline;
    synchronized (gate) {
      inline = mayPerform && done.intents.size() == 1 && messages.isEmpty();
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

  /**
   * What follows a checkpoint is told to others, who also look for themselves: if it fails, this
   * run goes on all the same.
   */
  private void follow(Runnable action) {
    try {
      action.run();
    } catch (ClosedException e) {
      LOG.atDebug().addKeyValue("run", run.key()).log("the runtime closed behind a checkpoint");
    } catch (RuntimeException e) {
      LOG.atError()
          .setCause(e)
          .addKeyValue("run", run.key())
          .log("what followed a checkpoint failed; whoever it was for looks for itself");
    }
  }

  private void refused(Checkpoint refused, Throwable error) {
    if (error instanceof WriteRejectedException rejected
        && !rejected.subject().equals(RunRow.TABLE + "/" + run.key())
        && !rejected.subject().equals(Keys.TABLE + "/" + run.seal())) {
      if (rejected.reason() == WriteRejectedException.Reason.COUNTER_CAP
          && batch.size() == 1
          && batch.get(0) instanceof Message.Append append
          && append.reserves(rejected.subject())) {
        // the step's own effect was refused; it decides what follows
        run.undo(refused, batch);
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
    String own = run.seal();
    if (error instanceof ErasedException && (own == null || engine.keys().find(own).isPresent())) {
      // it told another run something, which was erased meanwhile
      afresh(refused);
      return;
    }
    lost(refused, error);
    if (!(error instanceof WriteRejectedException)) {
      engine.broken(run.key(), error);
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
        .addKeyValue("run", run.key())
        .log("the journal fails: the run is held until it works again");
    run.undo(refused, batch);
    List<Message> kept = batch;
    batch = new ArrayList<>();
    engine.later(Duration.ofMillis(500), () -> kept.forEach(this::tell));
  }

  /** Another table's condition did not hold, or a budget was spent: think again from the record. */
  private void again(Checkpoint refused, WriteRejectedException rejected) {
    if (rejected.reason() == WriteRejectedException.Reason.COUNTER_CAP) {
      for (Checkpoint.Intent intent : refused.intents) {
        if (intent.reserved().stream().anyMatch(c -> c.counter().equals(rejected.subject()))) {
          run.exhausted(intent.node().path, rejected.subject());
        }
      }
    }
    afresh(refused);
  }

  private void afresh(Checkpoint refused) {
    run.undo(refused, batch);
    synchronized (gate) {
      for (int i = batch.size() - 1; i >= 0; i--) {
        messages.addFirst(batch.get(i));
      }
    }
  }

  /** The run belongs to another node, or cannot be begun. */
  private void lost(Checkpoint refused, Throwable error) {
    LOG.atInfo()
        .addKeyValue("run", run.key())
        .addKeyValue("why", error.getMessage())
        .log("the run is no longer this node's");
    boolean begins = batch.stream().anyMatch(Message.Begin.class::isInstance);
    Throwable told = begins ? error : new Suspension("the run is no longer this node's");
    refused.durable.forEach(future -> future.completeExceptionally(told));
    batch.forEach(message -> message.refuse(told));
    run.stop();
    List<Message> left;
    synchronized (gate) {
      evicted = true;
      left = new ArrayList<>(messages);
      messages.clear();
    }
    left.forEach(message -> message.refuse(told));
    engine.forget(run);
    if (begins
        && Stream.concat(batch.stream(), left.stream()).anyMatch(Message.Poke.class::isInstance)) {
      // this was a second start of a run that is there: what it was poked for is meant for that run
      engine.poke(run.key());
    }
  }

  /** Whether something of the run is under way on this node. */
  boolean isWorking() {
    synchronized (gate) {
      // whoever is at it is the only one to take out of what is in flight
      return busy || !run.inFlight().isEmpty();
    }
  }
}

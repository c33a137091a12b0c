package dev.aios.core.internal.engine;

import dev.aios.api.agent.Proposal;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Cost;
import dev.aios.core.internal.door.Performed;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a live run is told; handled one after the other. */
sealed interface Message {
  /** Whether a step says that it stands down. */
  default boolean isSuspension() {
    return false;
  }

  /** It is not taken: whoever waits for it is told. */
  default void refuse(Throwable why) {}

  /** Look again: a time has come, a verdict, a signal, a child's end. */
  record Poke() implements Message {}

  /** The run begins: its first record is to be written. */
  record Begin(List<RunEvent> events, @Nullable Write parts, CompletableFuture<Void> durable)
      implements Message {
    @Override
    public void refuse(Throwable why) {
      durable.completeExceptionally(why);
    }
  }

  /** The run is not this node's any more. */
  record Drop() implements Message {}

  /** A task is done. */
  record Finished(Task task, Result result) implements Message {
    @Override
    public boolean isSuspension() {
      return result instanceof Result.Suspended;
    }
  }

  /** A task's time is up. */
  record TimedOut(Task task) implements Message {}

  /** A step's own effect wants something recorded. */
  record Append(
      Task task,
      List<RunEvent> events,
      @Nullable Outcome live,
      List<CounterChange> counters,
      @Nullable Write parts,
      CompletableFuture<Void> durable)
      implements Message {
    @Override
    public void refuse(Throwable why) {
      durable.completeExceptionally(why);
    }

    /** Whether it is this that wants something of a counter. */
    boolean reserves(String counter) {
      return counters.stream().anyMatch(c -> c.counter().equals(counter));
    }

    /** Whether a budget may refuse it. */
    boolean capped() {
      return counters.stream().anyMatch(c -> c.max() != Long.MAX_VALUE);
    }
  }

  /** What came of a task. */
  sealed interface Result {
    /** An effect was tried. */
    record Tried(Performed performed) implements Result {}

    /** An agent answered. */
    record Proposed(Proposal<?> proposal, Cost cost) implements Result {}

    /** An agent's effect waits; the wait is recorded. */
    record Suspended() implements Result {}

    /** It was looked whether an effect in doubt happened; {@code told} is false if that failed. */
    record Reconciled(boolean told, Optional<Object> found, String error) implements Result {}

    /** It was stopped before it began: nothing happened. */
    record NotBegun() implements Result {}

    /** It was interrupted; whether it happened is not known. */
    record Stopped() implements Result {}
  }
}

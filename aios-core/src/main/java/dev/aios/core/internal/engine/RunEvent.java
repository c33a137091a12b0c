package dev.aios.core.internal.engine;

import dev.aios.api.agent.Evidence;
import dev.aios.api.agent.UncertainSpan;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.policy.Sanitiser;
import dev.aios.api.run.RunState;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Payload;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.queue.Entry;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What can happen to a run: each is one record of its stream, and the run's state is the fold over
 * them. The names of the components are the names in the records' JSON.
 */
sealed interface RunEvent {
  /** The node concerned, with the iteration in a loop; null for the run as a whole. */
  default @Nullable String node() {
    return null;
  }

  /**
   * The run began. {@code input} is the saga's input; {@code about} are those whom it is about;
   * {@code begins} are the steps whose intents are recorded with it.
   */
  record Started(
      String saga,
      int version,
      String key,
      @Nullable String project,
      List<String> taint,
      List<String> about,
      Payload input,
      @Nullable String parent,
      @Nullable String parentNode,
      @Nullable String forkedFrom,
      @Nullable Long forkedAt,
      boolean dry,
      List<Begun> begins)
      implements RunEvent {
    public Started {
      taint = orEmpty(taint);
      about = orEmpty(about);
      begins = orEmpty(begins);
    }

    Started beginning(List<Begun> steps) {
      return new Started(
          saga,
          version,
          key,
          project,
          taint,
          about,
          input,
          parent,
          parentNode,
          forkedFrom,
          forkedAt,
          dry,
          steps);
    }
  }

  /** A step is about to be performed. */
  record Begun(String node, int attempt, List<CounterChange> reserved) implements RunEvent {
    public Begun {
      reserved = orEmpty(reserved);
    }
  }

  /**
   * A node is done and gave a value; {@code begins} are the steps whose intents are recorded with
   * it.
   */
  record Completed(
      String node,
      Payload value,
      @Nullable Double confidence,
      List<Evidence> evidence,
      List<UncertainSpan> uncertain,
      List<String> taint,
      @Nullable Cost cost,
      List<CounterChange> settled,
      @Nullable String agent,
      @Nullable String by,
      List<Begun> begins)
      implements RunEvent {
    public Completed {
      evidence = orEmpty(evidence);
      uncertain = orEmpty(uncertain);
      taint = orEmpty(taint);
      settled = orEmpty(settled);
      begins = orEmpty(begins);
    }

    Completed beginning(List<Begun> steps) {
      return new Completed(
          node, value, confidence, evidence, uncertain, taint, cost, settled, agent, by, steps);
    }

    static Completed of(
        String node,
        Outcome outcome,
        @Nullable Cost cost,
        List<CounterChange> settled,
        @Nullable String agent,
        @Nullable String by) {
      return new Completed(
          node,
          outcome.payload(),
          outcome.confidence() == 1 ? null : outcome.confidence(),
          outcome.evidence(),
          outcome.uncertain(),
          List.copyOf(outcome.taint().sources()),
          cost,
          settled,
          agent,
          by,
          List.of());
    }

    Outcome outcome() {
      return new Outcome(
          value, null, confidence == null ? 1 : confidence, evidence, uncertain, taintOf(taint));
    }
  }

  /** A node is done and passes its input on. {@code by} says who, where a person decided. */
  record Passed(String node, @Nullable String by) implements RunEvent {}

  /**
   * An attempt of a step failed. Without {@code retryAt} it failed for good. {@code unknown} is
   * true if it may have happened all the same, false if neither it nor one before it did.
   */
  record Failed(
      String node,
      int attempt,
      String error,
      @Nullable Instant retryAt,
      @Nullable Cost cost,
      List<CounterChange> settled,
      @Nullable Boolean unknown)
      implements RunEvent {
    public Failed {
      settled = orEmpty(settled);
    }
  }

  /** It is not known whether a step's attempt happened; its reconcile function is asked. */
  record Doubted(String node, int attempt, String why) implements RunEvent {}

  /** The attempt did not happen, or what the node waited for is no longer wanted. */
  record NotHappened(
      String node, @Nullable String effect, List<CounterChange> settled, @Nullable String by)
      implements RunEvent {
    public NotHappened {
      settled = orEmpty(settled);
    }
  }

  /** A node waits. {@code ref} is an inbox item or a run, by the reason. */
  record Waits(
      String node,
      Wait.Reason reason,
      @Nullable Instant until,
      String why,
      @Nullable String ref,
      @Nullable String effect)
      implements RunEvent {}

  /** A person allowed what a policy or a budget had asked about. */
  record Allowed(String node, @Nullable String effect, String by) implements RunEvent {}

  /** A branch took a case. */
  record Taken(String node, String choice) implements RunEvent {}

  /** A loop goes into its next iteration. */
  record Again(String node, int iteration) implements RunEvent {}

  /** A lane of a first-of gave the value. */
  record Won(String node, String lane, Completed value) implements RunEvent {}

  /** A lane of a first-of failed; its siblings go on. */
  record LaneFailed(String node, String lane, String error) implements RunEvent {}

  /** An effect within a step is about to be performed. */
  record EffectBegun(String node, String effect, int attempt, List<CounterChange> reserved)
      implements RunEvent {
    public EffectBegun {
      reserved = orEmpty(reserved);
    }
  }

  /** An effect within a step is done. */
  record EffectDone(
      String node,
      String effect,
      Payload value,
      List<String> taint,
      @Nullable Cost cost,
      List<CounterChange> settled,
      @Nullable String by)
      implements RunEvent {
    public EffectDone {
      taint = orEmpty(taint);
      settled = orEmpty(settled);
    }
  }

  /** An attempt of an effect within a step failed. Without {@code retryAt} it failed for good. */
  record EffectFailed(
      String node,
      String effect,
      int attempt,
      String error,
      @Nullable Instant retryAt,
      @Nullable Cost cost,
      List<CounterChange> settled)
      implements RunEvent {
    public EffectFailed {
      settled = orEmpty(settled);
    }
  }

  /** The sanitiser found something in what an effect was about to be given. */
  record Sanitised(String node, String effect, List<Sanitiser.Finding> findings)
      implements RunEvent {
    public Sanitised {
      findings = orEmpty(findings);
    }
  }

  /** The run goes no further forward. */
  record Failing(String why, @Nullable String node, boolean cancelled) implements RunEvent {}

  /** An undo is about to be performed. */
  record UndoBegun(String node, int attempt) implements RunEvent {}

  /** A node is taken back; {@code by} says who, if by hand. */
  record UndoDone(String node, @Nullable String by, @Nullable String note) implements RunEvent {}

  /** An attempt of an undo failed. Without {@code retryAt} a person is asked: {@code item}. */
  record UndoFailed(
      String node, int attempt, String error, @Nullable Instant retryAt, @Nullable String item)
      implements RunEvent {}

  /** A person wants an undo that failed for good to be tried again. */
  record UndoAgain(String node, String by) implements RunEvent {}

  /** The run ended; a completed one with a result, tainted by what went into it. */
  record Ended(RunState state, String why, @Nullable Payload result, List<String> taint)
      implements RunEvent {
    public Ended {
      // an empty text is not written
      why = Objects.requireNonNullElse(why, "");
      taint = orEmpty(taint);
    }
  }

  /** The run goes through a queue, and waits there for a slot. */
  record Queued(Entry entry) implements RunEvent {}

  /** The run has a slot in its queue, and begins. */
  record Admitted(String queue) implements RunEvent {}

  /** Another run waits for this one's end. */
  record Joined(String parent) implements RunEvent {}

  /** The run cannot go on here. */
  record Parked(String why) implements RunEvent {}

  /** The run goes by another version of its definition. */
  record Migrated(int from, int to) implements RunEvent {}

  /** Values missing in a record's JSON are empty lists. */
  @SuppressWarnings("NullAway") // Jackson passes null for what a record does not hold
  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }

  /** A taint from its sources. */
  static Taint taintOf(List<String> sources) {
    return sources.isEmpty() ? Taint.NONE : new Taint(new TreeSet<>(sources));
  }
}

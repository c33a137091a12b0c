package dev.aios.api.saga;

import dev.aios.api.agent.Agent;
import dev.aios.api.agent.Proposal;
import dev.aios.api.effect.EffectFunction;
import dev.aios.api.effect.EffectKind;
import dev.aios.api.effect.Idempotency;
import dev.aios.api.effect.Reconcile;
import dev.aios.api.effect.Sensitivity;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Retry;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One node of a saga's graph, as data. Users write {@link SagaBuilder}; runtimes and tools read
 * nodes. The builder has checked the types, so the functions here take and give {@link Object}.
 */
public sealed interface Node {
  /**
   * The node's name, unique in its saga.
   *
   * @return letters, digits, dots, dashes and underscores
   */
  String name();

  /** What a step does. */
  sealed interface Work {}

  /**
   * An agent works; its effects go through the door one by one.
   *
   * @param agent the agent
   */
  record AgentWork(Agent<Object, Object> agent) implements Work {}

  /**
   * The step as a whole is one effect.
   *
   * @param code performs it
   */
  record EffectWork(EffectFunction<Object, Object> code) implements Work {}

  /**
   * A pure transformation; run again freely.
   *
   * @param function the transformation
   */
  record PureWork(StepFunction<Object, Object> function) implements Work {}

  /**
   * How a step is performed.
   *
   * @param retry how often and when to try again
   * @param timeout how long one attempt may take, or null for no limit
   * @param idempotency whether a second try is harmless
   * @param kind what sort of thing it touches
   * @param sensitivity how much harm it could do
   * @param target what it calls, for the breaker; null for the step's name
   * @param estimate the most that it may cost
   * @param reconcile asked when its outcome is in doubt, or null
   */
  record Options(
      Retry retry,
      @Nullable Duration timeout,
      Idempotency idempotency,
      EffectKind kind,
      Sensitivity sensitivity,
      @Nullable String target,
      Cost estimate,
      @Nullable Reconcile<Object, Object> reconcile) {
    /** One attempt, no limit, not known to be idempotent. */
    public static final Options DEFAULT =
        new Options(
            Retry.NEVER,
            null,
            Idempotency.ONCE,
            EffectKind.STEP,
            Sensitivity.NORMAL,
            null,
            Cost.NONE,
            null);
  }

  /**
   * How a step is taken back.
   *
   * @param code takes it back
   * @param retry how often and when to try again, before the run is STUCK
   */
  record Undo(UndoFunction<Object> code, Retry retry) {}

  /**
   * A step.
   *
   * @param name its name
   * @param work what it does
   * @param options how it is performed
   * @param undo how it is taken back, or null
   */
  record Step(String name, Work work, Options options, @Nullable Undo undo) implements Node {}

  /**
   * A gate: a person's approval where the condition holds.
   *
   * @param name its name
   * @param when whether to ask, from the last proposal
   * @param ask whom to ask
   * @param expires how long the request stands, or null for ever; after that the run fails
   * @param escalateTo whom to ask besides when half of that time has passed; empty for nobody
   * @param priority higher comes first in the inbox
   */
  record Gate(
      String name,
      Predicate<Proposal<Object>> when,
      List<String> ask,
      @Nullable Duration expires,
      List<String> escalateTo,
      int priority)
      implements Node {}

  /**
   * A choice: the first case whose condition holds.
   *
   * @param name its name
   * @param cases the cases in order; the last may have a condition that always holds
   */
  record Branch(String name, List<Case> cases) implements Node {}

  /**
   * A case of a branch.
   *
   * @param name its name, unique in the branch
   * @param when its condition, or null for otherwise
   * @param nodes what it does
   */
  record Case(String name, @Nullable Predicate<Object> when, List<Node> nodes) {}

  /**
   * Lanes that run at once.
   *
   * @param name its name
   * @param join when it is done
   * @param lanes the lanes
   * @param combine makes the result from the lanes' results, in their order; for {@link Join#FIRST}
   *     from the one result
   */
  record Parallel(String name, Join join, List<Lane> lanes, Function<List<Object>, Object> combine)
      implements Node {}

  /** When a parallel is done. */
  enum Join {
    /** When every lane is done; one failure fails it. */
    ALL,
    /** When the first lane is done; the others are cancelled and their done steps undone. */
    FIRST
  }

  /**
   * A lane of a parallel.
   *
   * @param name its name, unique in the parallel
   * @param nodes what it does
   */
  record Lane(String name, List<Node> nodes) {}

  /**
   * A loop: does its body, then asks whether to do it again.
   *
   * @param name its name
   * @param until ends the loop
   * @param max the most iterations; reaching it without the end fails the run
   * @param nodes the body
   */
  record Repeat(String name, Predicate<Object> until, int max, List<Node> nodes) implements Node {}

  /**
   * The same for each element of a list, several at once.
   *
   * @param name its name
   * @param items takes the list from the value; pure
   * @param atOnce the most elements under way at the same time
   * @param nodes what is done with one element
   * @param combine makes the result from the value and the elements' results, in their order; pure
   */
  record Each(
      String name,
      Function<Object, List<Object>> items,
      int atOnce,
      List<Node> nodes,
      BiFunction<Object, List<Object>, Object> combine)
      implements Node {
    /** The most elements that a list may have. */
    public static final int MOST_ITEMS = 10_000;
  }

  /**
   * Another saga's run, waited for.
   *
   * @param name its name
   * @param saga the other saga
   * @param key makes the other run's key from the value
   * @param undo takes the completed run back, or null
   */
  record SubSaga(
      String name, Saga<Object, Object> saga, Function<Object, String> key, @Nullable Undo undo)
      implements Node {}

  /**
   * A wait for a signal.
   *
   * @param name its name, and the signal's
   * @param type what the signal carries
   * @param combine makes the next value from the value and the signal
   * @param within how long to wait, or null for ever
   * @param instead makes the next value if none came in time; null fails the run
   */
  record Await(
      String name,
      Class<?> type,
      BiFunction<Object, Object, Object> combine,
      @Nullable Duration within,
      @Nullable Function<Object, Object> instead)
      implements Node {}

  /**
   * A pause that holds no thread.
   *
   * @param name its name
   * @param duration how long, from the value
   */
  record Sleep(String name, Function<Object, Duration> duration) implements Node {}

  /**
   * An event published in the write of the checkpoint.
   *
   * @param name its name
   * @param event makes the event from the value
   * @param key what its order is kept by; null for the run
   */
  record Emit(String name, Function<Object, Object> event, @Nullable Function<Object, String> key)
      implements Node {}

  /**
   * An end on purpose: the run fails, and what is done is undone.
   *
   * @param name its name
   * @param reason says why
   */
  record Fail(String name, Function<Object, String> reason) implements Node {}
}

package dev.aios.api.saga;

import dev.aios.api.InvalidInputException;
import dev.aios.api.agent.Agent;
import dev.aios.api.agent.Proposal;
import dev.aios.api.effect.EffectFunction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Builds a saga; the value at the point reached has the type {@code O}. Each method adds a node and
 * returns the builder behind it. Not thread-safe; use each builder once.
 *
 * @param <I> the input of the saga
 * @param <O> the value at the point reached
 */
public class SagaBuilder<I, O> {
  private final @Nullable SagaRoot<I> root;
  final List<Node> nodes;

  private SagaBuilder(@Nullable SagaRoot<I> root, List<Node> nodes) {
    this.root = root;
    this.nodes = nodes;
  }

  SagaBuilder(SagaBuilder<I, ?> behind) {
    this(behind.root, behind.nodes);
  }

  static <I> SagaBuilder<I, I> root(String name, int version, Class<I> input) {
    return new SagaBuilder<>(new SagaRoot<>(name, version, input), new ArrayList<>());
  }

  static <I, O> List<Node> nodesOf(Flow<I, O> flow) {
    SagaBuilder<I, I> start = new SagaBuilder<>((SagaRoot<I>) null, new ArrayList<>());
    return List.copyOf(flow.on(start).nodes);
  }

  private <R> SagaBuilder<I, R> add(Node node) {
    nodes.add(node);
    return new SagaBuilder<>(this);
  }

  private <R> StepBuilder<I, O, R> addStep(String name, Node.Work work) {
    nodes.add(new Node.Step(name, work, Node.Options.DEFAULT, null));
    return new StepBuilder<>(this);
  }

  /**
   * Says whom a run is about, besides those of its {@link dev.aios.api.run.StartOptions}: all that
   * is recorded of it is encrypted, and an erasure of one of them deletes the key.
   *
   * @param ids makes their ids from the input; pure
   * @return this
   */
  public SagaBuilder<I, O> about(Function<? super I, ? extends Collection<String>> ids) {
    whole("is about nobody: say that on the saga").about(ids);
    return this;
  }

  /**
   * A step done by an agent. Its effects go through the door one by one and are recalled by name
   * and key when the step is run again. The value goes on as the proposal's value; the proposal is
   * what a gate behind it judges.
   *
   * @param <R> the answer
   * @param name the step's name, unique in the saga
   * @param agent the agent
   * @return the builder behind the step, with the step's options
   */
  public <R> StepBuilder<I, O, R> step(String name, Agent<? super O, R> agent) {
    return addStep(name, new Node.AgentWork(Untyped.of(agent)));
  }

  /**
   * A step that as a whole is one effect: it leaves the process. Unless declared {@link
   * StepBuilder#idempotent()}, it is never tried again while its outcome is in doubt.
   *
   * @param <R> the outcome; must have a JSON form
   * @param name the step's name, unique in the saga
   * @param effect what it does
   * @return the builder behind the step, with the step's options
   */
  public <R> StepBuilder<I, O, R> step(String name, StepFunction<? super O, R> effect) {
    StepFunction<Object, Object> code = Untyped.of(effect);
    return addStep(name, new Node.EffectWork((request, call) -> code.apply(request)));
  }

  /**
   * A step that as a whole is one effect, and wants its idempotency key.
   *
   * @param <R> the outcome; must have a JSON form
   * @param name the step's name, unique in the saga
   * @param effect what it does
   * @return the builder behind the step, with the step's options
   */
  public <R> StepBuilder<I, O, R> step(String name, EffectFunction<? super O, R> effect) {
    return addStep(name, new Node.EffectWork(Untyped.of(effect)));
  }

  /**
   * A pure transformation: it touches nothing outside, and may be run again after a crash.
   *
   * @param <R> the outcome; must have a JSON form
   * @param name the node's name, unique in the saga
   * @param function the transformation
   * @return the builder behind it
   */
  public <R> SagaBuilder<I, R> map(String name, StepFunction<? super O, R> function) {
    return add(
        new Node.Step(name, new Node.PureWork(Untyped.of(function)), Node.Options.DEFAULT, null));
  }

  /**
   * A gate: where the condition holds, the run waits for a person, holding no thread. Rejected or
   * expired, the run fails and is compensated; edited, it goes on with the edited value. Asks
   * {@code "owner"} unless said otherwise.
   *
   * @param name the gate's name, unique in the saga
   * @param when whether to ask, from the last agent's proposal; a value not proposed by an agent
   *     has confidence 1
   * @return the builder behind the gate, with the gate's options
   */
  public GateBuilder<I, O> approve(String name, Predicate<? super Proposal<O>> when) {
    nodes.add(new Node.Gate(name, Untyped.of(when), List.of("owner"), null, List.of(), 0));
    return new GateBuilder<>(this);
  }

  /**
   * A gate that always asks.
   *
   * @param name the gate's name, unique in the saga
   * @return the builder behind the gate, with the gate's options
   */
  public GateBuilder<I, O> approve(String name) {
    return approve(name, proposal -> true);
  }

  /**
   * A choice: the first case whose condition holds is taken; without one, the run fails.
   *
   * <pre>{@code
   * .branch("size", on -> on
   *     .when("large", order -> order.total().isAbove(500, "EUR"), f -> f.step("call", caller))
   *     .otherwise(f -> f.step("mail", mailer)))
   * }</pre>
   *
   * @param <R> the value behind the branch
   * @param name the branch's name, unique in the saga
   * @param cases adds the cases
   * @return the builder behind the branch
   */
  public <R> SagaBuilder<I, R> branch(String name, Function<Cases.First<O>, Cases<O, R>> cases) {
    return add(new Node.Branch(name, cases.apply(new Cases.First<>()).list()));
  }

  /**
   * Two lanes at once, both waited for.
   *
   * @param <A> the first lane's result
   * @param <B> the second lane's result
   * @param <R> the value behind them
   * @param name the parallel's name; the lanes are called {@code name.1} and {@code name.2}
   * @param first a lane
   * @param second another lane
   * @param combine makes the value from both results; pure
   * @return the builder behind both
   */
  public <A, B, R> SagaBuilder<I, R> parallel(
      String name, Flow<O, A> first, Flow<O, B> second, BiFunction<A, B, R> combine) {
    BiFunction<Object, Object, Object> code = Untyped.of(combine);
    return add(
        new Node.Parallel(
            name,
            Node.Join.ALL,
            List.of(
                new Node.Lane(name + ".1", nodesOf(first)),
                new Node.Lane(name + ".2", nodesOf(second))),
            results -> code.apply(results.get(0), results.get(1))));
  }

  /**
   * Lanes at once, all waited for. A failure of one cancels the others and compensates. Lanes that
   * are lambdas need to be told what they give: {@code .<Quote>parallelAll("quotes",
   * List.of(...))}.
   *
   * @param <R> a lane's result
   * @param name the parallel's name; the lanes are called {@code name.1}, {@code name.2}, …
   * @param lanes two or more
   * @return the builder behind all, with their results in order
   */
  public <R> SagaBuilder<I, List<R>> parallelAll(String name, List<Flow<O, R>> lanes) {
    return add(new Node.Parallel(name, Node.Join.ALL, lanes(name, lanes), results -> results));
  }

  /**
   * Lanes at once; the first that is done gives the value, the others are cancelled and what they
   * had done is undone. Fails only if all fail. Lanes that are lambdas need to be told what they
   * give: {@code .<Quote>parallelFirst("quote", List.of(...))}.
   *
   * @param <R> a lane's result
   * @param name the parallel's name; the lanes are called {@code name.1}, {@code name.2}, …
   * @param lanes two or more
   * @return the builder behind the first
   */
  public <R> SagaBuilder<I, R> parallelFirst(String name, List<Flow<O, R>> lanes) {
    return add(
        new Node.Parallel(name, Node.Join.FIRST, lanes(name, lanes), results -> results.get(0)));
  }

  private <R> List<Node.Lane> lanes(String name, List<Flow<O, R>> flows) {
    List<Node.Lane> lanes = new ArrayList<>();
    for (Flow<O, R> flow : flows) {
      lanes.add(new Node.Lane(name + "." + (lanes.size() + 1), nodesOf(flow)));
    }
    return lanes;
  }

  /**
   * A loop: does the body, then asks whether it is done.
   *
   * @param name the loop's name, unique in the saga
   * @param done ends the loop; pure
   * @param max the most iterations, 1 to 10,000; reaching it undone fails the run
   * @param body what is repeated; an iteration gets the value of the one before
   * @return the builder behind the loop
   */
  public SagaBuilder<I, O> repeatUntil(
      String name, Predicate<? super O> done, int max, Flow<O, O> body) {
    return add(new Node.Repeat(name, Untyped.of(done), max, nodesOf(body)));
  }

  /**
   * The same for each element of a list, several at once, all waited for. A failure of one cancels
   * the others and compensates; what is done is kept by the element's place in the list.
   *
   * @param <E> an element
   * @param <R> what comes of an element
   * @param <T> the value behind all
   * @param name the node's name, unique in the saga
   * @param items takes the list from the value, at most 10,000 elements; pure
   * @param atOnce the most elements under way at the same time, 1 to 1,000
   * @param body what is done with one element
   * @param combine makes the value from the value before and the results in the list's order; pure
   * @return the builder behind all
   */
  public <E, R, T> SagaBuilder<I, T> mapEach(
      String name,
      Function<? super O, ? extends List<E>> items,
      int atOnce,
      Flow<E, R> body,
      BiFunction<? super O, ? super List<R>, ? extends T> combine) {
    return add(new Node.Each(name, Untyped.of(items), atOnce, nodesOf(body), Untyped.of(combine)));
  }

  /**
   * Another saga as a run of its own, waited for. If this run is cancelled or fails meanwhile, the
   * other is cancelled and compensates itself.
   *
   * @param <R> the other saga's result
   * @param name the node's name, unique in the saga
   * @param saga the other saga
   * @param key makes the other run's key from the value; the same key joins the same run
   * @return the builder behind it, where an undo of the completed run can be set
   */
  public <R> SubSagaBuilder<I, R> subSaga(
      String name, Saga<O, R> saga, Function<? super O, String> key) {
    nodes.add(new Node.SubSaga(name, Untyped.of(saga), Untyped.of(key), null));
    return new SubSagaBuilder<>(this);
  }

  /**
   * Waits for a signal of this name, holding no thread. A signal that came earlier is kept for it.
   *
   * @param <S> what the signal carries
   * @param <R> the value behind it
   * @param name the node's name, and the signal's
   * @param type the class of what the signal carries
   * @param combine makes the value from the value before and the signal; pure
   * @return the builder behind it, where a time limit can be set
   */
  public <S, R> AwaitBuilder<I, O, R> await(
      String name, Class<S> type, BiFunction<? super O, ? super S, R> combine) {
    nodes.add(new Node.Await(name, type, Untyped.of(combine), null, null));
    return new AwaitBuilder<>(this);
  }

  /**
   * Pauses, holding no thread.
   *
   * @param name the node's name, unique in the saga
   * @param duration how long, zero or more
   * @return the builder behind it
   */
  public SagaBuilder<I, O> sleep(String name, Duration duration) {
    if (duration.isNegative()) {
      throw new InvalidInputException(
          "sleep " + name, "duration " + duration + " is negative, must be zero or more");
    }
    return add(new Node.Sleep(name, value -> duration));
  }

  /**
   * Pauses for a time that depends on the value, holding no thread.
   *
   * @param name the node's name, unique in the saga
   * @param duration how long, from the value; pure
   * @return the builder behind it
   */
  public SagaBuilder<I, O> sleep(String name, Function<? super O, Duration> duration) {
    return add(new Node.Sleep(name, Untyped.of(duration)));
  }

  /**
   * Publishes an event in the write of the checkpoint: exactly when the run gets past this point.
   *
   * @param name the node's name, unique in the saga
   * @param event makes the event from the value; pure
   * @return the builder behind it
   */
  public SagaBuilder<I, O> emit(String name, Function<? super O, ?> event) {
    return add(new Node.Emit(name, Untyped.of(event), null));
  }

  /**
   * Publishes an event whose order is kept with others of the same key.
   *
   * @param name the node's name, unique in the saga
   * @param event makes the event from the value; pure
   * @param key what its order is kept by; pure
   * @return the builder behind it
   */
  public SagaBuilder<I, O> emit(
      String name, Function<? super O, ?> event, Function<? super O, String> key) {
    return add(new Node.Emit(name, Untyped.of(event), Untyped.of(key)));
  }

  /**
   * Fails the run on purpose; what is done is undone.
   *
   * @param <R> any type: nothing comes behind it
   * @param name the node's name, unique in the saga
   * @param reason says why; pure
   * @return the builder behind it, to which nothing may be added
   */
  public <R> SagaBuilder<I, R> fail(String name, Function<? super O, String> reason) {
    return add(new Node.Fail(name, Untyped.of(reason)));
  }

  /**
   * Goes on with a part.
   *
   * @param <R> the value at its end
   * @param part the part
   * @return the builder behind it
   */
  public <R> SagaBuilder<I, R> then(Flow<O, R> part) {
    nodes.addAll(nodesOf(part));
    return new SagaBuilder<>(this);
  }

  /**
   * Checks the graph and completes the definition.
   *
   * @return the saga
   * @throws InvalidInputException with every fault: duplicate or ill-formed names, nodes that
   *     cannot be reached, a gate with nobody to ask, an undo that nothing reaches, an empty loop,
   *     lane or saga, a range exceeded; or if this is a builder within a part
   */
  public Saga<I, O> build() {
    return whole("is not built on its own: return its builder, the saga builds it").build(nodes);
  }

  private SagaRoot<I> whole(String otherwise) {
    if (root == null) {
      throw new InvalidInputException("saga part", "a part " + otherwise);
    }
    return root;
  }

  Node last() {
    return nodes.get(nodes.size() - 1);
  }

  void replaceLast(Node node) {
    nodes.set(nodes.size() - 1, node);
  }
}

package dev.aios.api.agent;

/**
 * A typed worker: takes an input, and proposes an answer with its confidence, evidence and cost.
 *
 * <p>An agent is ordinary Java. What leaves the process goes through {@link
 * AgentContext#effects()}; then a step that is run again after a crash or a wait finds those
 * outcomes by name and key instead of causing them again. Thread-safe: one agent works in many runs
 * at once.
 *
 * @param <I> the input
 * @param <O> the answer; must have a JSON form
 */
public interface Agent<I, O> {
  /**
   * The agent's name, by which budgets, costs and traces know it.
   *
   * @return for example {@code "invoice-drafter"}
   */
  String name();

  /**
   * The agent's version; recorded with each proposal.
   *
   * @return 1 unless said otherwise
   */
  default int version() {
    return 1;
  }

  /**
   * Works.
   *
   * @param input what to work on
   * @param context the door, the models, the services
   * @return the answer
   * @throws Exception if it cannot; retried as the step says
   */
  Proposal<O> propose(I input, AgentContext context) throws Exception;

  /**
   * An agent from a function that is certain of its answer.
   *
   * @param <I> the input
   * @param <O> the answer
   * @param name the agent's name
   * @param function what it does
   * @return the agent
   */
  static <I, O> Agent<I, O> of(String name, AgentFunction<I, O> function) {
    return new FunctionAgent<>(
        name, (input, context) -> Proposal.of(function.apply(input, context)));
  }

  /**
   * An agent from a function that makes its own proposal.
   *
   * @param <I> the input
   * @param <O> the answer
   * @param name the agent's name
   * @param function what it does
   * @return the agent
   */
  static <I, O> Agent<I, O> proposing(String name, AgentFunction<I, Proposal<O>> function) {
    return new FunctionAgent<>(name, function);
  }
}

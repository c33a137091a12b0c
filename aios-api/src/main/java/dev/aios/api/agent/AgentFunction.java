package dev.aios.api.agent;

/**
 * The code of a function agent.
 *
 * @param <I> the input
 * @param <O> the answer
 */
@FunctionalInterface
public interface AgentFunction<I, O> {
  /**
   * Works.
   *
   * @param input what to work on
   * @param context the door, the models, the services
   * @return the answer
   * @throws Exception if it cannot
   */
  O apply(I input, AgentContext context) throws Exception;
}

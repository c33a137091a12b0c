package dev.aios.api.memory;

import dev.aios.api.agent.AgentContext;

/**
 * Gives an agent that asks a model what it should know. The memory module brings one; a host may
 * write its own.
 *
 * @param <I> the agent's input
 */
@FunctionalInterface
public interface ContextSource<I> {
  /**
   * The context for an input.
   *
   * @param input what the agent works on
   * @param agent the agent's door, models and services
   * @return the context; its messages stand between the agent's instructions and the question
   */
  Context of(I input, AgentContext agent);
}

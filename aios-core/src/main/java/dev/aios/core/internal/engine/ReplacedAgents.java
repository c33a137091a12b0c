package dev.aios.core.internal.engine;

import dev.aios.api.agent.Agent;
import dev.aios.api.run.RunState;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Agents that take the place of a run's own, since it was forked. In memory only. Thread-safe. */
final class ReplacedAgents {
  private final Map<String, Map<String, Agent<?, ?>>> byRun = new ConcurrentHashMap<>();

  /** The agent of a run's step: the one that took its place, or the one defined. */
  Agent<Object, Object> of(String run, String step, Agent<Object, Object> defined) {
    Map<String, Agent<?, ?>> replaced = byRun.get(run);
    Agent<?, ?> agent = replaced == null ? null : replaced.get(step);
    return agent == null ? defined : untyped(agent);
  }

  @SuppressWarnings(
      "unchecked") // whoever forks vouches for the agent's types; a misfit fails the step
  private static Agent<Object, Object> untyped(Agent<?, ?> agent) {
    return (Agent<Object, Object>) agent;
  }

  /** Puts agents in the place of those of a run's steps, by the steps' names. */
  void put(String run, Map<String, Agent<?, ?>> agents) {
    if (!agents.isEmpty()) {
      byRun.put(run, agents);
    }
  }

  /** A run that is stuck may go on; one that has ended for good does not. */
  void ended(String run, RunState state) {
    if (state.isFinal()) {
      byRun.remove(run);
    }
  }
}

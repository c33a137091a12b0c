package dev.aios.api.run;

import dev.aios.api.agent.Agent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A new run that branches off an old one at a checkpoint: outcomes before that point are kept, and
 * what comes after is performed anew, or in dry mode answered from the old run's record.
 *
 * @param from the old run
 * @param checkpoint the journal position of the last record to keep
 * @param key the new run's key
 * @param value the value to go on with instead of the recorded one; at the first checkpoint the new
 *     input; null to keep it
 * @param agents other agents for steps, by step name
 * @param dry answers effects after the point from the old run's record, and performs none; an
 *     effect that is not in the record fails the step
 */
public record Fork(
    RunId from,
    long checkpoint,
    String key,
    @Nullable Object value,
    Map<String, Agent<?, ?>> agents,
    boolean dry) {
  /** Copies the agents. */
  public Fork {
    agents = Map.copyOf(agents);
  }

  /**
   * A fork that performs its effects.
   *
   * @param from the old run
   * @param checkpoint the journal position of the last record to keep
   * @param key the new run's key
   * @return the fork
   */
  public static Fork of(RunId from, long checkpoint, String key) {
    return new Fork(from, checkpoint, key, null, Map.of(), false);
  }

  /**
   * The same with another value.
   *
   * @param instead the value to go on with
   * @return a copy
   */
  public Fork withValue(Object instead) {
    return new Fork(from, checkpoint, key, instead, agents, dry);
  }

  /**
   * The same with another agent in a step.
   *
   * @param step the step's name
   * @param agent the agent instead; in memory only: a fork that is interrupted goes on with it only
   *     if forked again
   * @return a copy
   */
  public Fork withAgent(String step, Agent<?, ?> agent) {
    Map<String, Agent<?, ?>> more = new LinkedHashMap<>(agents);
    more.put(step, agent);
    return new Fork(from, checkpoint, key, value, more, dry);
  }

  /**
   * The same in dry mode.
   *
   * @return a copy
   */
  public Fork inDryMode() {
    return new Fork(from, checkpoint, key, value, agents, true);
  }
}

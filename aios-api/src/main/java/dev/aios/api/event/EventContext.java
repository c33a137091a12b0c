package dev.aios.api.event;

import dev.aios.api.agent.AgentContext;
import java.time.Instant;

/** What a handler works with; also what an agent that reacts to events works with. */
public interface EventContext extends AgentContext {
  /**
   * The event's place in the journal: unique, ascending.
   *
   * @return the position
   */
  long position();

  /**
   * When it was published.
   *
   * @return the time
   */
  Instant published();

  /**
   * What its order is kept by.
   *
   * @return the key, empty if it has none
   */
  String key();
}

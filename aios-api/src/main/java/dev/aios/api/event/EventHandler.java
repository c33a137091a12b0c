package dev.aios.api.event;

/**
 * Reacts to events.
 *
 * @param <E> the event
 */
@FunctionalInterface
public interface EventHandler<E> {
  /**
   * Reacts. Called at least once for each event; effects through the context's door are remembered
   * by subscription and event, and a run started with a key from the event is the same run.
   *
   * @param event the event
   * @param context the door, the services, which event it is
   * @throws Exception if it could not; delivered again as the subscription says, then a dead letter
   */
  void on(E event, EventContext context) throws Exception;
}

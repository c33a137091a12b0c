package dev.aios.api.event;

import dev.aios.api.value.Taint;
import java.util.Collection;

/** Publishes events; subscriptions react. Thread-safe. */
public interface Events {
  /**
   * Publishes. Durable on return.
   *
   * @param event a value with a JSON form
   * @return its place in the journal
   */
  long publish(Object event);

  /**
   * Publishes an event whose order is kept with others of the same key.
   *
   * @param event a value with a JSON form
   * @param key for example the customer's id
   * @return its place in the journal
   */
  long publish(Object event, String key);

  /**
   * Publishes an event whose content comes from outside, or was made from what does. Whoever
   * handles it works with that label: {@link dev.aios.api.agent.AgentContext#taint()}.
   *
   * @param event a value with a JSON form
   * @param key what its order is kept by, may be empty
   * @param taint the untrusted sources that went into it
   * @return its place in the journal
   */
  long publish(Object event, String key, Taint taint);

  /**
   * Publishes an event about somebody: it is kept sealed under a key of its own, and falls with
   * {@link dev.aios.api.run.Runs#eraseAbout}; whoever reads it after that passes over it. What its
   * handlers record is sealed with it, and what they start or publish through their context is
   * about the same people. Events that a run emits are about those whom the run is about, without
   * this.
   *
   * @param event a value with a JSON form
   * @param key what its order is kept by, may be empty; sealed with the event
   * @param taint the untrusted sources that went into it
   * @param about their ids, as in {@link dev.aios.api.run.StartOptions#about(String...)}; empty for
   *     nobody
   * @return its place in the journal
   */
  long publish(Object event, String key, Taint taint, Collection<String> about);

  /**
   * Publishes an event once.
   *
   * @param event a value with a JSON form
   * @param key what its order is kept by, may be empty
   * @param id a second event with this id is not published
   * @return its place in the journal, or that of the first
   */
  long publishOnce(Object event, String key, String id);

  /**
   * Publishes an event about somebody once.
   *
   * @param event a value with a JSON form
   * @param key what its order is kept by, may be empty
   * @param id a second event with this id is not published; kept in clear
   * @param about their ids; empty for nobody
   * @return its place in the journal, or that of the first
   */
  long publishOnce(Object event, String key, String id, Collection<String> about);

  /**
   * Adds a subscription and starts it.
   *
   * @param subscription its name is unique in the runtime
   * @throws dev.aios.api.ConflictException if there is one of this name
   */
  void subscribe(Subscription<?> subscription);

  /**
   * How far a subscription has got.
   *
   * @param subscription its name
   * @return the position up to which every event is delivered or a dead letter
   * @throws dev.aios.api.NotFoundException if there is none of this name
   */
  long position(String subscription);
}

package dev.aios.api.event;

import dev.aios.api.InvalidInputException;
import dev.aios.api.value.Retry;

/**
 * A durable subscription: its position is kept in the journal under its name, so that it goes on
 * where it stood. Events of one key are delivered one after the other, in order; an event that
 * fails holds up its key until it succeeds or becomes a dead letter in the inbox.
 *
 * @param <E> the event
 * @param name unique in the runtime; keeps its position under it
 * @param type the class of the events wanted; a sealed interface takes all its records
 * @param from where it begins when it is new
 * @param retry how often and when a failed delivery is tried again
 * @param handler what it does
 */
public record Subscription<E>(
    String name, Class<E> type, From from, Retry retry, EventHandler<E> handler) {
  /** Where a new subscription begins. */
  public enum From {
    /** At the first event in the journal. */
    BEGINNING,
    /** At the first event published after it was registered. */
    NOW
  }

  /** Checks the name. */
  public Subscription {
    if (name.isBlank()) {
      throw new InvalidInputException("subscription", "its name is blank");
    }
  }

  /**
   * A subscription from the beginning, tried five times.
   *
   * @param <E> the event
   * @param name its name
   * @param type the class of the events wanted
   * @param handler what it does
   * @return the subscription
   */
  public static <E> Subscription<E> of(String name, Class<E> type, EventHandler<E> handler) {
    return new Subscription<>(name, type, From.BEGINNING, Retry.exponential(5), handler);
  }

  /**
   * The same, beginning with what is published from now on.
   *
   * @return a copy
   */
  public Subscription<E> fromNow() {
    return new Subscription<>(name, type, From.NOW, retry, handler);
  }

  /**
   * The same with another retry.
   *
   * @param how how often and when
   * @return a copy
   */
  public Subscription<E> retry(Retry how) {
    return new Subscription<>(name, type, from, how, handler);
  }
}

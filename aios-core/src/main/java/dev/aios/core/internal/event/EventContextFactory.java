package dev.aios.core.internal.event;

import dev.aios.api.event.EventContext;
import dev.aios.api.value.Taint;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes what a handler works with. Its door remembers effects by subscription and position, so that
 * a second delivery finds the outcomes of the first, and tries again what failed for good.
 * Thread-safe.
 */
public interface EventContextFactory {
  /**
   * One delivery of an event.
   *
   * @param subscription the subscription's name
   * @param position the event's place in the journal
   * @param published when it was published
   * @param key what its order is kept by, empty for none
   * @param attempt which delivery of the event this is, from 1, counted durably; one that ended by
   *     a {@link dev.aios.api.effect.Suspension} does not count
   * @param earlier how many deliveries of it failed before a person had it delivered again; 0 for
   *     an event that was no dead letter
   * @param taint the untrusted sources that went into the event
   * @param about whom the event is about
   * @param seal the id of the key that what comes of it is kept sealed under, or null
   */
  record Delivered(
      String subscription,
      long position,
      Instant published,
      String key,
      int attempt,
      int earlier,
      Taint taint,
      Set<String> about,
      @Nullable String seal) {}

  /**
   * A context for one delivery.
   *
   * @param delivered the delivery
   * @return the context, valid during the delivery
   */
  EventContext context(Delivered delivered);

  /**
   * Whether an effect of a delivery had to wait, although the handler kept the {@link
   * dev.aios.api.effect.Suspension} to itself and returned.
   *
   * @param context what {@link #context} made, after the handler has ended
   * @return true if the delivery must be tried again
   */
  default boolean suspended(EventContext context) {
    return false;
  }
}

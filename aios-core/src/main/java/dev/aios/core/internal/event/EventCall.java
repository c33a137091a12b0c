package dev.aios.core.internal.event;

import dev.aios.api.AiosException;
import dev.aios.api.ErasedException;
import dev.aios.api.effect.PermanentException;
import dev.aios.api.effect.Suspension;
import dev.aios.api.event.EventContext;
import dev.aios.api.event.Subscription;

/**
 * Calls a subscription's handler; whatever it throws becomes an {@link Outcome}. Thread-safe.
 *
 * @param <E> the event
 */
final class EventCall<E> {
  private static final String DIED =
      "its process ended, or lost its lease, while it was being delivered";

  private final Subscription<E> subscription;
  private final EventReader reader;
  private final EventContextFactory contexts;

  EventCall(Subscription<E> subscription, EventReader reader, EventContextFactory contexts) {
    this.subscription = subscription;
    this.reader = reader;
    this.contexts = contexts;
  }

  /** Delivers an event that was taken, reading it again if it was held for long. */
  Outcome deliver(Pending pending) {
    ReadEvent event = pending.read;
    if (event == null) {
      try {
        event = reader.at(pending.position).orElse(null);
      } catch (AiosException e) {
        return new Outcome.Unread(describe(e));
      }
      if (event == null) {
        return new Outcome.Done();
      }
      pending.read = event;
    }
    if (pending.deadly) {
      pending.deadly = false;
      return failed(DIED, pending.failures + 1);
    }
    Object value = event.event();
    return value == null
        ? new Outcome.Hopeless("it cannot be decoded: " + event.fault())
        : call(event, value, pending.failures + 1, pending.earlier);
  }

  private Outcome call(ReadEvent read, Object value, int attempt, int earlier) {
    try {
      E event = subscription.type().cast(value);
      EventContext context =
          contexts.context(
              new EventContextFactory.Delivered(
                  subscription.name(),
                  read.position(),
                  read.published(),
                  read.key(),
                  attempt,
                  earlier,
                  read.taint(),
                  read.about(),
                  read.seal()));
      subscription.handler().on(event, context);
      return contexts.suspended(context)
          ? new Outcome.Suspended("an effect has to wait")
          : new Outcome.Done();
    } catch (Suspension e) {
      return new Outcome.Suspended(describe(e));
    } catch (ErasedException e) {
      if (isErased(read)) {
        // like one that was erased before it was read
        return new Outcome.Done();
      }
      return failed(describe(e), attempt);
    } catch (PermanentException e) {
      return new Outcome.Hopeless(describe(e));
    } catch (Throwable e) {
      // Errors too: one bad event must not end the deliveries of others.
      return failed(describe(e), attempt);
    }
  }

  private boolean isErased(ReadEvent read) {
    return read.seal() != null && reader.at(read.position()).isEmpty();
  }

  private Outcome failed(String error, int attempt) {
    return subscription.retry().allowsAfter(attempt)
        ? new Outcome.Failed(error)
        : new Outcome.Hopeless(error);
  }

  private static String describe(Throwable error) {
    String message = error.getMessage();
    String name = error.getClass().getSimpleName();
    return message == null ? name : name + ": " + message;
  }
}

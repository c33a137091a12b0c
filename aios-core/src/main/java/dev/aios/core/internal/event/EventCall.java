package dev.aios.core.internal.event;

import dev.aios.api.effect.PermanentException;
import dev.aios.api.effect.Suspension;
import dev.aios.api.event.EventContext;
import dev.aios.api.event.Subscription;

/** Calls handlers. */
final class EventCall {
  private EventCall() {}

  /** Hands an event to a handler; whatever it throws becomes an outcome. */
  static <E> Outcome call(
      Subscription<E> subscription,
      EventContextFactory contexts,
      ReadEvent read,
      Object value,
      int attempt) {
    try {
      E event = subscription.type().cast(value);
      EventContext context =
          contexts.context(
              subscription.name(), read.position(), read.published(), read.key(), attempt);
      subscription.handler().on(event, context);
      return contexts.suspended(context)
          ? new Outcome.Suspended("an effect has to wait")
          : new Outcome.Done();
    } catch (Suspension e) {
      return new Outcome.Suspended(describe(e));
    } catch (PermanentException e) {
      return new Outcome.Hopeless(describe(e));
    } catch (Throwable e) {
      // Errors too: one bad event must not end the deliveries of others.
      return new Outcome.Failed(describe(e));
    }
  }

  static String describe(Throwable error) {
    String message = error.getMessage();
    String name = error.getClass().getSimpleName();
    return message == null ? name : name + ": " + message;
  }
}

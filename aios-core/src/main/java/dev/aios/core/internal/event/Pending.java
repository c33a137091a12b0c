package dev.aios.core.internal.event;

import org.jspecify.annotations.Nullable;

/** An event on its way to a handler. Guarded by the lock of its {@link Delivery}. */
final class Pending {
  final long position;
  final String key;

  /** It was a dead letter, and a person wants it delivered after all. */
  final boolean again;

  int failures;
  int waits;

  /** When it is next delivered, in milliseconds since the epoch; 0 for now. */
  long due;

  /** What {@link Progress} counted when it was taken. */
  int wakes;

  /** The event as it was read; dropped while the event has to wait for long. */
  @Nullable ReadEvent read;

  Pending(long position, String key, boolean again) {
    this.position = position;
    this.key = key;
    this.again = again;
  }

  boolean isTroubled() {
    return failures > 0 || waits > 0 || again;
  }

  SubscriptionState.Trouble trouble() {
    return new SubscriptionState.Trouble(position, failures, waits, due, again);
  }

  /** Events of one lane are delivered in order; without a key each is alone in its own. */
  Object lane() {
    return key.isEmpty() ? (Object) position : key;
  }
}

package dev.aios.core.internal.event;

import org.jspecify.annotations.Nullable;

/** An event on its way to a handler. Guarded by the lock of its {@link Delivery}. */
final class Pending {
  final long position;
  final String key;

  /**
   * How many of its deliveries failed before it became a dead letter that a person wants delivered
   * after all; 0 if it was none.
   */
  final int earlier;

  int failures;
  int waits;

  /** When it is next delivered, in milliseconds since the epoch; 0 for now. */
  long due;

  /** What {@link Progress} counted when it was taken. */
  int wakes;

  /** The event as it was read; dropped while the event has to wait for long. */
  @Nullable ReadEvent read;

  /** It is written down as begun, or about to be. */
  boolean marked;

  /** The process ended during its last delivery, and during no other: that one failed. */
  boolean deadly;

  /** The process ended during its last delivery, and during others. */
  boolean suspect;

  Pending(long position, String key, int earlier) {
    this.position = position;
    this.key = key;
    this.earlier = earlier;
  }

  /** Whether it was a dead letter; such a one does not hold back the position. */
  boolean again() {
    return earlier > 0;
  }

  boolean isTroubled() {
    return failures > 0 || waits > 0 || again();
  }

  SubscriptionState.Trouble trouble() {
    return new SubscriptionState.Trouble(position, failures, waits, due, earlier);
  }

  /** Events of one lane are delivered in order; without a key each is alone in its own. */
  Object lane() {
    return key.isEmpty() ? (Object) position : key;
  }
}

package dev.aios.core.internal.event;

import java.util.List;

/**
 * Where a subscription stands, as its row and the records of its moves hold it: every event at or
 * before {@code scanned} is delivered, a dead letter or not wanted, but for those named here.
 *
 * @param owner the node that delivers it, empty for none
 * @param scanned the position up to which this speaks
 * @param held events that wait behind another of their key, or are being delivered
 * @param troubled events that failed or were suspended, or are delivered again as a person said
 */
record SubscriptionState(String owner, long scanned, List<Long> held, List<Trouble> troubled) {
  /**
   * An event with a past.
   *
   * @param at its position
   * @param failures how many of its deliveries failed
   * @param waits how many were suspended since the last failure
   * @param due when it is next delivered, in milliseconds since the epoch; 0 for now
   * @param again whether it was a dead letter before; such a one does not hold back the position
   */
  record Trouble(long at, int failures, int waits, long due, boolean again) {}

  static SubscriptionState startingAfter(long position) {
    return new SubscriptionState("", position, List.of(), List.of());
  }

  SubscriptionState ownedBy(String node) {
    return new SubscriptionState(node, scanned, held, troubled);
  }

  /** The position up to which every event is delivered or a dead letter. */
  long position() {
    long open = held.stream().mapToLong(at -> at).min().orElse(Long.MAX_VALUE);
    for (Trouble trouble : troubled) {
      if (!trouble.again()) {
        open = Math.min(open, trouble.at());
      }
    }
    return open == Long.MAX_VALUE ? scanned : open - 1;
  }
}

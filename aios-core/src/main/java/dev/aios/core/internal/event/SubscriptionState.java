package dev.aios.core.internal.event;

import java.util.List;

/**
 * Where a subscription stands, as its row and the records of its moves hold it: every event at or
 * before {@code scanned} is delivered, a dead letter or not wanted, but for those named here.
 *
 * @param owner the node that delivers it, empty for none
 * @param scanned the position up to which this speaks
 * @param held events that wait behind another of their key, or are being delivered
 * @param begun those of them that are being delivered, where that was written down before: in the
 *     time after a node died
 * @param troubled events that failed or were suspended, or are delivered again as a person said
 */
record SubscriptionState(
    String owner, long scanned, List<Long> held, List<Long> begun, List<Trouble> troubled) {
  /**
   * An event with a past.
   *
   * @param at its position
   * @param failures how many of its deliveries failed
   * @param waits how many were suspended since the last failure
   * @param due when it is next delivered, in milliseconds since the epoch; 0 for now
   * @param earlier how many of its deliveries failed before it became a dead letter that was taken
   *     up again, 0 if it was none; a dead letter does not hold back the position
   */
  record Trouble(long at, int failures, int waits, long due, int earlier) {
    boolean again() {
      return earlier > 0;
    }
  }

  static SubscriptionState startingAfter(long position) {
    return new SubscriptionState("", position, List.of(), List.of(), List.of());
  }

  SubscriptionState ownedBy(String node) {
    return new SubscriptionState(node, scanned, held, begun, troubled);
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

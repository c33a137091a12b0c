package dev.aios.api.inbox;

import org.jspecify.annotations.Nullable;

/** What a person says of an inbox item. */
public sealed interface Verdict {
  /** Go on with the payload as shown. */
  record Approve() implements Verdict {}

  /**
   * Go on with another value; the original is kept beside it.
   *
   * @param value the value instead, of the payload's type
   * @param note why, may be empty
   */
  record Edit(Object value, String note) implements Verdict {}

  /**
   * Do not go on.
   *
   * @param reason why
   */
  record Reject(String reason) implements Verdict {}

  /**
   * The effect in doubt did happen.
   *
   * @param outcome what it gave, of the step's outcome type; null if the step gives nothing
   */
  record Happened(@Nullable Object outcome) implements Verdict {}

  /** The effect in doubt did not happen: perform it. */
  record DidNotHappen() implements Verdict {}

  /**
   * Try again what failed: an undo of a stuck run, the delivery of an event, a run of a queue,
   * which starts again through the queue under another key.
   */
  record Retry() implements Verdict {}

  /**
   * Leave it: the undo counts as done by hand, the event or the run is not tried again.
   *
   * @param reason what was done about it
   */
  record GiveUp(String reason) implements Verdict {}
}

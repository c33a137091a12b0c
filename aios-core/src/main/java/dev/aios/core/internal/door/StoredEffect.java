package dev.aios.core.internal.door;

import dev.aios.api.journal.CounterChange;
import dev.aios.api.value.Payload;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an effect outside runs stands, as its row holds it, and the moves from one standing to the
 * next.
 *
 * @param owner the node that tried it last; empty for none, or if it gave its attempt up
 * @param begun whether an attempt is under way, or ended without a trace
 * @param attempts how often it was begun
 * @param failures how often it failed in the round under way
 * @param value its outcome, null if it gave none or is not done
 * @param done whether it happened and its outcome is known
 * @param error why its last attempt failed, or what it waits for
 * @param end how it failed for good, null if it has not
 * @param retryAt when it may be tried again, null for now
 * @param item the inbox item that it waits for, or null
 * @param allowed whether a person has allowed it
 * @param reserved what is set aside for the attempt under way
 */
record StoredEffect(
    String owner,
    boolean begun,
    int attempts,
    int failures,
    @Nullable Payload value,
    boolean done,
    @Nullable String error,
    @Nullable End end,
    @Nullable Instant retryAt,
    @Nullable String item,
    boolean allowed,
    List<CounterChange> reserved) {
  static final StoredEffect NEW =
      new StoredEffect("", false, 0, 0, null, false, null, null, null, null, false, List.of());

  /**
   * A failure for good.
   *
   * @param round in which it failed
   * @param rejected whether a person said no
   * @param happened whether it happened, and only its outcome could not be recorded
   */
  record End(int round, boolean rejected, boolean happened) {}

  StoredEffect begun(String by, List<CounterChange> set) {
    return new StoredEffect(
        by, true, attempts + 1, failures, null, false, null, null, null, null, allowed, set);
  }

  StoredEffect done(@Nullable Payload outcome) {
    return new StoredEffect(
        owner, false, attempts, failures, outcome, true, null, null, null, null, allowed,
        List.of());
  }

  /** It failed and may be tried again. */
  StoredEffect failed(String why, Instant again) {
    return new StoredEffect(
        owner,
        false,
        attempts,
        failures + 1,
        null,
        false,
        why,
        null,
        again,
        null,
        allowed,
        List.of());
  }

  /** It failed for good. */
  StoredEffect ended(String why, End how) {
    return new StoredEffect(
        owner,
        false,
        attempts,
        failures + 1,
        null,
        false,
        why,
        how,
        null,
        null,
        allowed,
        List.of());
  }

  /** The same as if it had not failed: another round begins. */
  StoredEffect reopened() {
    return new StoredEffect(
        owner, false, attempts, 0, null, false, null, null, null, null, allowed, List.of());
  }

  StoredEffect waits(@Nullable Instant until, @Nullable String asked, String why) {
    return new StoredEffect(
        owner, begun, attempts, failures, null, false, why, null, until, asked, allowed, reserved);
  }

  /** Its attempt ended, and what came of it could not be written: that is for anybody to settle. */
  StoredEffect lost() {
    return new StoredEffect(
        "", begun, attempts, failures, value, done, error, end, retryAt, item, allowed, reserved);
  }

  /** It is known not to have happened. */
  StoredEffect free(boolean permitted) {
    return new StoredEffect(
        owner, false, attempts, failures, null, false, null, null, null, null, permitted,
        List.of());
  }
}

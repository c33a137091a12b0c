package dev.aios.core.internal.inbox;

import dev.aios.api.inbox.InboxItem;
import dev.aios.api.value.Payload;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An item before it is opened. Immutable; the methods give changed copies.
 *
 * @param id its id; one from {@link dev.aios.api.World#newId()}, so that age orders items of one
 *     priority
 * @param kind what it is
 * @param title in one line
 * @param payload what the verdict is about, or null
 * @param editable whether the payload may be replaced in a verdict; only for approvals
 * @param ask whom it is for
 * @param priority higher comes first
 * @param confidence the proposal's confidence, 1 if there is none
 * @param run the run that waits, or null
 * @param node the node that waits, or null
 * @param expires when it lapses, or null
 * @param seal the id of the key that it is kept sealed under, or null
 */
public record InboxDraft(
    String id,
    InboxItem.Kind kind,
    String title,
    @Nullable Payload payload,
    boolean editable,
    List<String> ask,
    int priority,
    double confidence,
    @Nullable String run,
    @Nullable String node,
    @Nullable Instant expires,
    @Nullable String seal) {
  /** Copies the list. */
  public InboxDraft {
    ask = List.copyOf(ask);
  }

  /**
   * An item without payload, run or expiry, of priority 0.
   *
   * @param id its id
   * @param kind what it is
   * @param title in one line
   * @param ask whom it is for
   * @return the draft
   */
  public static InboxDraft of(String id, InboxItem.Kind kind, String title, List<String> ask) {
    return new InboxDraft(id, kind, title, null, false, ask, 0, 1, null, null, null, null);
  }

  /**
   * The same about a payload that a verdict cannot replace.
   *
   * @param shown what the verdict is about
   * @return a copy
   */
  public InboxDraft payload(@Nullable Payload shown) {
    return new InboxDraft(
        id, kind, title, shown, false, ask, priority, confidence, run, node, expires, seal);
  }

  /**
   * The same about a payload that a verdict can replace: at a gate.
   *
   * @param shown what the verdict is about
   * @return a copy
   */
  public InboxDraft editable(Payload shown) {
    return new InboxDraft(
        id, kind, title, shown, true, ask, priority, confidence, run, node, expires, seal);
  }

  /**
   * The same with a priority.
   *
   * @param higherFirst higher comes first
   * @return a copy
   */
  public InboxDraft priority(int higherFirst) {
    return new InboxDraft(
        id, kind, title, payload, editable, ask, higherFirst, confidence, run, node, expires, seal);
  }

  /**
   * The same with a confidence.
   *
   * @param of1 the proposal's confidence, 0 to 1
   * @return a copy
   */
  public InboxDraft confidence(double of1) {
    return new InboxDraft(
        id, kind, title, payload, editable, ask, priority, of1, run, node, expires, seal);
  }

  /**
   * The same for a run that waits.
   *
   * @param waiting the run's id
   * @param at the node that waits, or null
   * @return a copy
   */
  public InboxDraft run(String waiting, @Nullable String at) {
    return new InboxDraft(
        id, kind, title, payload, editable, ask, priority, confidence, waiting, at, expires, seal);
  }

  /**
   * The same with an expiry.
   *
   * @param at when it lapses, or null for never
   * @return a copy
   */
  public InboxDraft expires(@Nullable Instant at) {
    return new InboxDraft(
        id, kind, title, payload, editable, ask, priority, confidence, run, node, at, seal);
  }

  /**
   * The same, kept sealed.
   *
   * @param key the id of the key, or null for none
   * @return a copy
   */
  public InboxDraft sealedUnder(@Nullable String key) {
    return new InboxDraft(
        id, kind, title, payload, editable, ask, priority, confidence, run, node, expires, key);
  }
}

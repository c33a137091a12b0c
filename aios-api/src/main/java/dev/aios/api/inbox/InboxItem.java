package dev.aios.api.inbox;

import dev.aios.api.value.Payload;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that waits, or waited, for a person. Immutable: a snapshot.
 *
 * @param id its id
 * @param kind what it is
 * @param title in one line
 * @param payload what the verdict is about; null if there is nothing to show
 * @param payloadHash SHA-256 of the payload in hexadecimal; a verdict counts only for the payload
 *     seen
 * @param ask whom it is for; grows when it is escalated
 * @param priority higher comes first
 * @param confidence the proposal's confidence, 1 if there is none
 * @param run the run that waits, or null
 * @param node the node that waits, or null
 * @param created when it came
 * @param expires when it lapses, or null
 * @param state whether it is open
 * @param decided how it was decided, or null while it is open
 */
public record InboxItem(
    String id,
    Kind kind,
    String title,
    @Nullable Payload payload,
    String payloadHash,
    List<String> ask,
    int priority,
    double confidence,
    @Nullable String run,
    @Nullable String node,
    Instant created,
    @Nullable Instant expires,
    State state,
    @Nullable Decided decided) {

  /** Copies the list. */
  public InboxItem {
    ask = List.copyOf(ask);
  }

  /** What an item is, and so which verdicts it takes. */
  public enum Kind {
    /** A gate, policy or budget asks: approve, edit (gates only), reject. */
    APPROVAL,
    /** An effect is in doubt: happened, did not happen. */
    IN_DOUBT,
    /** An undo failed for good: retry, give up. */
    STUCK,
    /** An event could not be delivered, or a run of a queue failed: retry, give up. */
    DEAD_LETTER
  }

  /** Whether an item is open. */
  public enum State {
    /** It waits for a verdict. */
    OPEN,
    /** It has one. */
    DECIDED,
    /** Its time ran out, or what it was about ended otherwise. */
    LAPSED
  }

  /**
   * A decision.
   *
   * @param verdict {@code approve}, {@code edit}, {@code reject}, …
   * @param by who decided
   * @param at when
   * @param note the reason or note, may be empty
   * @param edited the value instead, for an edit; the outcome, for an effect that happened; else
   *     null
   */
  public record Decided(
      String verdict, String by, Instant at, String note, @Nullable Payload edited) {}

  /** One line for a terminal. */
  @Override
  public String toString() {
    return "[" + kind + "] " + title + " (" + id + ", ask " + String.join(", ", ask) + ")";
  }
}

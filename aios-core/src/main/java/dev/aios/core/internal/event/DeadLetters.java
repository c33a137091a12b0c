package dev.aios.core.internal.event;

import dev.aios.api.World;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.api.value.Payload;
import dev.aios.core.internal.codec.Envelopes;
import dev.aios.core.internal.inbox.DecisionHook;
import dev.aios.core.internal.inbox.InboxDraft;
import dev.aios.core.internal.inbox.JournalInbox;
import dev.aios.core.internal.inbox.Verdicts;
import java.util.List;

/**
 * Events that could not be delivered. Each is an item in the inbox and, under the item's id, a row
 * in table {@code event.dead}: in group {@code dead} until a person says what becomes of it, then
 * in group {@code retry} until the subscription's owner takes it up again, or gone. Thread-safe.
 */
final class DeadLetters implements DecisionHook {
  static final String TABLE = "event.dead";
  private static final String DEAD = "dead";
  private static final String RETRY = "retry";
  private static final List<String> ASK = List.of("owner");
  private static final int MOST_ERROR = 1_000;

  /**
   * A dead letter, as its row and its record hold it.
   *
   * @param subscription who could not take it
   * @param position the event's place in the journal
   * @param key what its order is kept by
   * @param attempts how often it was tried, over all its times as a dead letter
   * @param error why the last of them failed
   */
  record DeadLetter(String subscription, long position, String key, int attempts, String error) {}

  private final Journal journal;
  private final World world;
  private final JournalInbox inbox;
  private final Runnable onRetry;

  /**
   * Dead letters in an inbox.
   *
   * @param onRetry called when a person in this process wants one delivered after all
   */
  DeadLetters(Journal journal, World world, JournalInbox inbox, Runnable onRetry) {
    this.journal = journal;
    this.world = world;
    this.inbox = inbox;
    this.onRetry = onRetry;
    inbox.add(this);
  }

  /** The parts of a write that makes an event a dead letter. */
  Write parts(DeadLetter letter, Payload payload) {
    String id = world.newId();
    DeadLetter kept =
        new DeadLetter(
            letter.subscription(),
            letter.position(),
            letter.key(),
            letter.attempts(),
            shortened(letter.error()));
    Json body = Envelopes.CODEC.toJson(kept);
    return Write.builder()
        .record("event.dead", SubscriptionRow.stream(letter.subscription()), body)
        .row(new RowChange.Put(TABLE, id, RowChange.ABSENT, DEAD, letter.position(), body))
        .all(item(id, kept, payload))
        .build();
  }

  private Write item(String id, DeadLetter letter, Payload payload) {
    String title =
        "Event "
            + simpleName(payload.type())
            + " at position "
            + letter.position()
            + " could not be delivered to subscription "
            + letter.subscription()
            + " in "
            + letter.attempts()
            + (letter.attempts() == 1 ? " attempt: " : " attempts: ")
            + letter.error();
    InboxDraft draft = InboxDraft.of(id, InboxItem.Kind.DEAD_LETTER, title, ASK);
    return inbox.open(draft.payload(payload));
  }

  private static String simpleName(String type) {
    int generic = type.indexOf('<');
    String name = generic < 0 ? type : type.substring(0, generic);
    return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
  }

  /** As much of an error's text as is kept. */
  static String shortened(String error) {
    return error.length() <= MOST_ERROR ? error : error.substring(0, MOST_ERROR) + "…";
  }

  @Override
  public Write alongside(InboxItem decided) {
    InboxItem.Decided decision = decided.decided();
    if (decided.kind() != InboxItem.Kind.DEAD_LETTER || decision == null) {
      return NOTHING;
    }
    return journal
        .row(TABLE, decided.id())
        .map(row -> change(row, decision.verdict().equals(Verdicts.RETRY)))
        .map(change -> Write.of(change))
        .orElse(NOTHING);
  }

  private static RowChange change(Row row, boolean retry) {
    return retry
        ? new RowChange.Put(TABLE, row.key(), row.version(), RETRY, row.rank(), row.body())
        : new RowChange.Delete(TABLE, row.key(), row.version());
  }

  @Override
  public void decided(InboxItem decided) {
    if (decided.kind() == InboxItem.Kind.DEAD_LETTER) {
      onRetry.run();
    }
  }

  /** Those that a person wants delivered after all. */
  List<Row> toRetry() {
    return journal.rows(RowQuery.group(TABLE, RETRY));
  }

  DeadLetter letter(Row row) {
    return Envelopes.CODEC.fromJson(row.body(), DeadLetter.class);
  }

  /** The parts of a write by which the owner of the subscription takes one up again. */
  Write takenUp(Row row) {
    return new Write(
        List.of(), List.of(new RowChange.Delete(TABLE, row.key(), row.version())), List.of());
  }
}

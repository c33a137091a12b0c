package dev.aios.core.internal.inbox;

import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.World;
import dev.aios.api.inbox.Inbox;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.InboxItem.State;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Json;
import dev.aios.api.value.Payload;
import dev.aios.core.internal.codec.Envelopes;
import dev.aios.core.internal.codec.JacksonCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inbox on the journal. An item is a row in table {@code inbox}, in the group of its state,
 * ranked by its priority; what becomes of it is on its stream {@code inbox/ID}. Thread-safe.
 *
 * <p>{@link #open(InboxDraft)}, {@link #escalate} and {@link #lapse} write nothing themselves: they
 * give the parts, for whoever asks to put into its own write.
 */
public final class JournalInbox implements Inbox {
  /** The table of the items' rows. */
  public static final String TABLE = "inbox";

  private static final Logger LOG = LoggerFactory.getLogger(JournalInbox.class);

  /** A decision is tried this often while other writers change what it wakes. */
  private static final int MOST_TRIES = 100;

  private static final Payload NOTHING = new Payload("null", 1, Json.NULL);

  private static final Comparator<Row> PRIORITY_THEN_AGE =
      Comparator.comparingLong(Row::rank).thenComparing(Row::key);

  private final Journal journal;
  private final Codec codec;
  private final World world;
  private final List<DecisionHook> hooks = new CopyOnWriteArrayList<>();

  /**
   * An inbox.
   *
   * @param journal where it is kept
   * @param codec for payloads
   * @param world the time
   */
  public JournalInbox(Journal journal, Codec codec, World world) {
    this.journal = journal;
    this.codec = codec;
    this.world = world;
  }

  /**
   * Adds a hook; all hooks see every decision, in order of adding.
   *
   * @param hook what goes on when an item is decided
   */
  public void add(DecisionHook hook) {
    hooks.add(hook);
  }

  /**
   * The parts of a write that opens an item: a record and a row that must be absent.
   *
   * @param draft the item
   * @return the parts, not written yet
   */
  public Write open(InboxDraft draft) {
    InboxItem item =
        new InboxItem(
            draft.id(),
            draft.kind(),
            draft.title(),
            draft.payload(),
            hash(draft.payload()),
            draft.ask(),
            draft.priority(),
            draft.confidence(),
            draft.run(),
            draft.node(),
            world.instant(),
            draft.expires(),
            State.OPEN,
            null);
    StoredItem stored = new StoredItem(item, draft.editable());
    return parts(
        "inbox.opened",
        new InboxRecord.Opened(draft.run(), item, draft.editable()),
        stored,
        RowChange.ABSENT);
  }

  private static String hash(@Nullable Payload payload) {
    return JacksonCodec.hash(payload == null ? NOTHING : payload);
  }

  /**
   * The parts of a write that asks further people about an open item.
   *
   * @param id the item
   * @param who whom to ask besides
   * @return the parts, conditional on the item as it is now; empty if it is not open or everybody
   *     is asked already
   */
  public Optional<Write> escalate(String id, List<String> who) {
    return stored(id)
        .filter(found -> found.isOpen() && !found.item().ask().containsAll(who))
        .map(
            found -> {
              Set<String> ask = new LinkedHashSet<>(found.item().ask());
              ask.addAll(who);
              InboxItem asked = Items.asking(found.item(), List.copyOf(ask));
              return parts(
                  "inbox.escalated",
                  new InboxRecord.Escalated(asked.run(), asked.ask()),
                  found.with(asked),
                  found.version());
            });
  }

  /**
   * The parts of a write that lets an open item lapse: its time ran out, or what it was about ended
   * otherwise.
   *
   * @param id the item
   * @param why in words
   * @return the parts, conditional on the item as it is now; empty if it is not open
   */
  public Optional<Write> lapse(String id, String why) {
    return stored(id)
        .filter(Found::isOpen)
        .map(
            found ->
                parts(
                    "inbox.lapsed",
                    new InboxRecord.Lapsed(found.item().run(), why),
                    found.with(Items.in(State.LAPSED, found.item(), null)),
                    found.version()));
  }

  private Write parts(String kind, InboxRecord record, StoredItem stored, long expected) {
    InboxItem item = stored.item();
    return Write.of(
        new Draft(kind, TABLE + "/" + item.id(), Envelopes.CODEC.toJson(record)),
        new RowChange.Put(
            TABLE,
            item.id(),
            expected,
            item.state().name(),
            -(long) item.priority(),
            Envelopes.CODEC.toJson(stored)));
  }

  @Override
  public List<InboxItem> open() {
    return list(State.OPEN, Integer.MAX_VALUE);
  }

  @Override
  public List<InboxItem> list(@Nullable State state, int limit) {
    if (state != null) {
      return rows(state, limit).stream().map(row -> found(row).item()).toList();
    }
    List<Row> all = new ArrayList<>();
    for (State each : State.values()) {
      all.addAll(rows(each, limit));
    }
    return all.stream()
        .sorted(PRIORITY_THEN_AGE)
        .limit(limit)
        .map(row -> found(row).item())
        .toList();
  }

  private List<Row> rows(State state, int limit) {
    return journal.rows(RowQuery.group(TABLE, state.name()).limit(limit));
  }

  @Override
  public List<InboxItem> archived() {
    return journal.archivedRows(TABLE).stream().map(row -> found(row).item()).toList();
  }

  @Override
  public Optional<InboxItem> find(String id) {
    return stored(id).map(Found::item);
  }

  private Optional<Found> stored(String id) {
    return journal.row(TABLE, id).map(this::found);
  }

  private Found found(Row row) {
    return new Found(row.version(), Envelopes.CODEC.fromJson(row.body(), StoredItem.class));
  }

  @Override
  public void decide(InboxItem seen, Verdict verdict, String by) {
    requireSaid(seen, verdict, by);
    for (int tries = 1; ; tries++) {
      Found found = stored(seen.id()).orElseThrow(() -> new NotFoundException(unknown(seen.id())));
      InboxItem item = found.item();
      requireDecidable(item, seen);
      Verdicts.requireTaken(item, found.stored().editable(), verdict);
      InboxItem decided = Items.in(State.DECIDED, item, decision(item, verdict, by));
      try {
        journal.writeNow(write(decided, found));
      } catch (WriteRejectedException e) {
        // Whatever it was, look again: the item may be decided, or a hook's row has moved on.
        if (tries < MOST_TRIES) {
          continue;
        }
        throw new ConflictException(
            "Inbox item "
                + item.id()
                + " could not be decided: after "
                + tries
                + " tries others still change "
                + e.subject()
                + ". Try again later",
            e);
      }
      tell(decided);
      return;
    }
  }

  private static String unknown(String id) {
    return "There is no inbox item " + id + ": it was never opened in this journal";
  }

  private static void requireSaid(InboxItem seen, Verdict verdict, String by) {
    List<String> missing = new ArrayList<>(0);
    if (seen == null) {
      missing.add("the item is null");
    }
    if (verdict == null) {
      missing.add("the verdict is null");
    }
    if (by == null || by.isBlank()) {
      missing.add("who decides is blank");
    }
    if (!missing.isEmpty()) {
      throw new InvalidInputException("decision", missing);
    }
  }

  private void requireDecidable(InboxItem item, InboxItem seen) {
    InboxItem.Decided decided = item.decided();
    if (decided != null) {
      throw new ConflictException(
          "Inbox item "
              + item.id()
              + " is decided already: "
              + decided.verdict()
              + " by "
              + decided.by()
              + " at "
              + decided.at()
              + ". A decision counts once");
    }
    Instant expires = item.expires();
    boolean expired = expires != null && !world.instant().isBefore(expires);
    if (item.state() != State.OPEN || expired) {
      throw new ConflictException(
          "Inbox item "
              + item.id()
              + " ("
              + item.title()
              + ") has lapsed"
              + (expired ? ": it stood until " + expires : ": what it was about ended otherwise")
              + ". Nothing waits for it any more");
    }
    if (!item.payloadHash().equals(seen.payloadHash())) {
      throw new ConflictException(
          "The payload of inbox item "
              + item.id()
              + " is not the one that was seen. Look at it again, then decide");
    }
  }

  private InboxItem.Decided decision(InboxItem item, Verdict verdict, String by) {
    Payload instead = null;
    if (verdict instanceof Verdict.Edit edit) {
      instead = edited(item, edit.value());
    } else if (verdict instanceof Verdict.Happened happened && happened.outcome() != null) {
      instead = codec.encode(codec.validate("outcome", happened.outcome()));
    }
    return new InboxItem.Decided(
        Verdicts.name(verdict), by, world.instant(), Verdicts.note(verdict), instead);
  }

  private Payload edited(InboxItem item, Object value) {
    String what = "edited value of inbox item " + item.id();
    Payload original = item.payload();
    if (value == null || original == null) {
      throw new InvalidInputException(what, "it is null");
    }
    Payload edited = codec.encode(value);
    // An original of an older version may have had another name.
    if (!edited.type().equals(original.type())
        && !edited.type().equals(codec.encode(codec.decode(original)).type())) {
      throw new InvalidInputException(
          what, "it is of type " + edited.type() + ", must be " + original.type());
    }
    codec.validate(what, value);
    return edited;
  }

  private Write write(InboxItem decided, Found found) {
    InboxItem.Decided decision = decided.decided();
    if (decision == null) {
      throw new IllegalStateException("Inbox item " + decided.id() + " has no decision");
    }
    InboxRecord.Decided record =
        new InboxRecord.Decided(
            decided.run(),
            decided.kind(),
            decision.verdict(),
            decision.by(),
            decision.at(),
            decision.note(),
            decided.payloadHash(),
            decision.verdict().equals(Verdicts.EDIT) ? decided.payload() : null,
            decision.edited());
    Write.Builder write =
        Write.builder().all(parts("inbox.decided", record, found.with(decided), found.version()));
    for (DecisionHook hook : hooks) {
      write.all(hook.alongside(decided));
    }
    return write.build();
  }

  private void tell(InboxItem decided) {
    LOG.atInfo()
        .addKeyValue("item", decided.id())
        .addKeyValue("kind", decided.kind())
        .addKeyValue("run", decided.run())
        .log("An inbox item was decided");
    for (DecisionHook hook : hooks) {
      try {
        hook.decided(decided);
      } catch (RuntimeException e) {
        LOG.atError()
            .addKeyValue("item", decided.id())
            .setCause(e)
            .log("What follows a decision failed; the decision stands");
      }
    }
  }

  /** A stored item and its row's version. */
  private record Found(long version, StoredItem stored) {
    InboxItem item() {
      return stored.item();
    }

    boolean isOpen() {
      return item().state() == State.OPEN;
    }

    StoredItem with(InboxItem changed) {
      return new StoredItem(changed, stored.editable());
    }
  }
}

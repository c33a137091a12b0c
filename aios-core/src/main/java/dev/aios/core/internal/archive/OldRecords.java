package dev.aios.core.internal.archive;

import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.core.internal.door.SettledEffects;
import dev.aios.core.internal.engine.ClosedRuns;
import dev.aios.core.internal.event.PassedEvents;
import dev.aios.core.internal.inbox.JournalInbox;
import dev.aios.core.internal.inbox.SettledItems;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What of no run is old enough to leave: events that every subscription has passed, what their
 * deliveries did, inbox items that are settled, and the records that say how subscriptions,
 * batches, schedules and queues moved, which nothing but a person reads. Used by one thread at a
 * time.
 */
final class OldRecords {
  /** Tables whose rows each have a stream of their name. */
  private static final List<String> MOVING = List.of("subscription", "batch", "schedule", "queue");

  private static final int PAGE = 500;

  private final Journal journal;
  private final ClosedRuns runs;
  private final Predicate<JournalRecord> mayGo;
  private final Instant before;
  private final @Nullable Instant forgotten;
  private final PassedEvents passed;
  private final Deque<Row> items = new ArrayDeque<>();
  private final Deque<Row> effects = new ArrayDeque<>();
  private final Deque<String> streams = new ArrayDeque<>();
  private boolean looked;

  /**
   * Looks when it is first asked.
   *
   * @param before what happened before this is old
   * @param forgotten the host's effects that were settled before this leave too, or null for none
   */
  OldRecords(
      Journal journal,
      ClosedRuns runs,
      Predicate<JournalRecord> mayGo,
      Instant before,
      @Nullable Instant forgotten) {
    this.journal = journal;
    this.runs = runs;
    this.mayGo = mayGo;
    this.before = before;
    this.forgotten = forgotten;
    this.passed = PassedEvents.of(journal);
  }

  private void look() {
    looked = true;
    new SettledItems(journal)
        .each(
            (row, item) -> {
              if (isOver(item)) {
                items.add(row);
              }
            });
    SettledEffects settled = new SettledEffects(journal);
    for (Row last = null; ; ) {
      List<Row> page = settled.ofDeliveries(passed.upTo(), last, PAGE);
      page.stream().filter(row -> passed.isPassed(row.rank())).forEach(effects::add);
      if (page.size() < PAGE) {
        break;
      }
      last = page.get(page.size() - 1);
    }
    for (Row last = null; forgotten != null; ) {
      List<Row> page = settled.ofHost(last, PAGE);
      effects.addAll(page);
      if (page.size() < PAGE) {
        break;
      }
      last = page.get(page.size() - 1);
    }
    for (String table : MOVING) {
      for (Row row : journal.rows(RowQuery.table(table))) {
        streams.add(table + "/" + row.key());
      }
    }
  }

  private boolean isOver(InboxItem item) {
    InboxItem.Decided decided = item.decided();
    Instant at = decided == null ? item.created() : decided.at();
    return at.isBefore(before) && (item.run() == null || runs.isGone(item.run()));
  }

  /** Adds what is old, until there are so many records. */
  void fill(Leaving leaving, int most) {
    if (leaving.size() >= most) {
      return;
    }
    if (!looked) {
      look();
    }
    whole(items, leaving, most);
    whole(effects, leaving, most);
    old(PassedEvents.STREAM, passed.upTo(), passed::isPassed, leaving, most);
    while (!streams.isEmpty() && leaving.size() < most) {
      if (!old(streams.peek(), Long.MAX_VALUE, position -> true, leaving, most)) {
        streams.remove();
      }
    }
  }

  /** Adds the records of earlier files: for themselves they would never come to an end. */
  void rideAlong(Leaving leaving) {
    if (!leaving.isEmpty()) {
      old(Catalog.STREAM, Long.MAX_VALUE, position -> true, leaving, leaving.size() + 1);
    }
  }

  /** Adds rows with their streams. */
  private void whole(Deque<Row> rows, Leaving leaving, int most) {
    while (!rows.isEmpty() && leaving.size() < most) {
      Row row = rows.removeFirst();
      boolean item = row.table().equals(JournalInbox.TABLE);
      String stream = item ? SettledItems.stream(row.key()) : SettledEffects.stream(row);
      if (leaving.has(row.table(), row.key()) || (!item && !SettledEffects.isSettled(row))) {
        continue;
      }
      List<JournalRecord> all = Gathering.stream(journal, stream);
      Instant old = !item && row.rank() == 0 && forgotten != null ? forgotten : before;
      if (all.stream().allMatch(one -> one.time().isBefore(old) && mayGo.test(one))) {
        leaving.stream(stream, all);
        leaving.gone(row);
      }
    }
  }

  /** Adds the old records of a stream; whether there may be more. */
  private boolean old(String stream, long upTo, LongPredicate which, Leaving leaving, int most) {
    long after = 0;
    while (true) {
      List<JournalRecord> page = journal.readStream(stream, after, PAGE);
      List<JournalRecord> its = new ArrayList<>();
      for (JournalRecord record : page) {
        boolean last = record.position() > upTo || !record.time().isBefore(before);
        if (last || !mayGo.test(record)) {
          leaving.records(its);
          return false;
        }
        if (which.test(record.position())) {
          its.add(record);
        }
        after = record.position();
      }
      leaving.records(its);
      if (page.size() < PAGE || leaving.size() >= most) {
        return page.size() == PAGE;
      }
    }
  }
}

package dev.aios.core.internal.event;

import dev.aios.api.StorageException;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.value.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Events that no subscription needs any more, for whoever archives them. A subscription that begins
 * later reads them in the archive. Immutable.
 *
 * @param upTo every subscription has done with every event up to this position
 * @param held events before that which somebody may yet want delivered: dead letters
 * @param subscriptions the names of all subscriptions
 */
public record PassedEvents(long upTo, Set<Long> held, List<String> subscriptions) {
  /** The stream of all events. */
  public static final String STREAM = EventReader.STREAM;

  /** The table of the ids of events that were published once. */
  public static final String ONCE = JournalEvents.ONCE;

  /** The row that says up to where events may be in archive files: its rank. */
  private static final String LEFT_TABLE = "archive";

  private static final String LEFT = "events";

  /**
   * Notes that events have left the journal.
   *
   * @param upTo the position of the last of them
   * @return the change
   */
  public static RowChange left(long upTo) {
    return new RowChange.Put(LEFT_TABLE, LEFT, RowChange.ANY, LEFT, upTo, Json.of("{}"));
  }

  /** Refuses to begin with the first event where some are in files that this program lacks. */
  static void requireAll(Journal journal, String subscription) {
    long last = journal.row(LEFT_TABLE, LEFT).map(Row::rank).orElse(0L);
    if (last == 0) {
      return;
    }
    List<JournalRecord> found = journal.readStream(STREAM, last - 1, 1);
    if (found.isEmpty() || found.get(0).position() != last) {
      throw new StorageException(
          "Subscription '"
              + subscription
              + "' cannot begin with the first event: events up to position "
              + last
              + " are in archive files, and this program was not told where those are:"
              + " Aios.builder().archive(...)");
    }
  }

  /**
   * As it stands now.
   *
   * @param journal the journal
   * @return what was passed
   */
  public static PassedEvents of(Journal journal) {
    List<Row> rows = journal.rows(RowQuery.table(SubscriptionRow.TABLE));
    long upTo = journal.head();
    for (Row row : rows) {
      upTo = Math.min(upTo, row.rank());
    }
    Set<Long> held = new HashSet<>();
    for (Row row : journal.rows(RowQuery.table(DeadLetters.TABLE))) {
      held.add(row.rank());
    }
    for (Row row : rows) {
      SubscriptionRow.state(row).troubled().forEach(trouble -> held.add(trouble.at()));
    }
    return new PassedEvents(upTo, held, rows.stream().map(Row::key).toList());
  }

  /**
   * The stream of what became of a subscription.
   *
   * @param name the subscription
   * @return the stream's name
   */
  public static String stream(String name) {
    return SubscriptionRow.stream(name);
  }

  /**
   * Whether no subscription needs an event any more.
   *
   * @param position its position
   * @return true if it is done with
   */
  public boolean isPassed(long position) {
    return position <= upTo && !held.contains(position);
  }
}

package dev.aios.core.internal.queue;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.core.internal.codec.Envelopes;
import java.util.List;

/**
 * The entries of queues: one row for each run, from its start to its end, in one of five groups of
 * its queue.
 */
final class Entries {
  static final String TABLE = "queue.entry";

  /** The highest turn of each lane that is ahead of what was served. */
  static final String LANES = "queue.lane";

  /** Come, not put in order yet; by the time at which they came. */
  static final String COME = "come";

  /** Stay back; by the time at which they count. */
  static final String LATER = "later";

  /** Wait for a slot; by priority and turn. */
  static final String WAITING = "waiting";

  /** Have a slot, and are about to begin. */
  static final String ADMITTED = "admitted";

  /** Have a slot, and have begun. */
  static final String RUNNING = "running";

  private static final int TURN_BITS = 50;
  private static final int MOST_PRIORITY = 100;

  private Entries() {}

  static String group(String queue, String state) {
    return queue + "#" + state;
  }

  static boolean isIn(Row row, String state) {
    return row.group().endsWith("#" + state);
  }

  static RowChange.Put put(String run, long expected, String state, long rank, Entry entry) {
    return new RowChange.Put(
        TABLE, run, expected, group(entry.queue(), state), rank, Envelopes.CODEC.toJson(entry));
  }

  /** Higher priorities first, then turn by turn. */
  static long rank(int priority, long turn) {
    return ((long) (MOST_PRIORITY - priority) << TURN_BITS) + turn;
  }

  static long turn(long rank) {
    return rank & ((1L << TURN_BITS) - 1);
  }

  static List<Row> in(Journal journal, String queue, String state, int limit) {
    return journal.rows(RowQuery.group(TABLE, group(queue, state)).limit(limit));
  }

  static String lanes(String queue, int priority) {
    return queue + "#" + priority;
  }

  static String lane(Entry entry) {
    return lanes(entry.queue(), entry.priority()) + "#" + entry.lane();
  }
}

package dev.aios.core.internal.queue;

import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.queue.WorkQueue;
import dev.aios.core.internal.codec.Envelopes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A queue's row: its limits, and how far it has got. Whoever moves entries writes it too, under its
 * version: so one node at a time decides who begins.
 *
 * @param concurrency the most runs at once
 * @param perNode the most runs at once that one node began
 * @param rate the most runs begun in {@code per}; 0 for no limit
 * @param per the time of the rate, or null
 * @param deadLetters whether a person is told of runs that failed
 * @param paused why nothing begins, or null
 * @param full when the bucket of tokens is full again, in nanoseconds since the epoch
 * @param served for each priority used, the turn of the entry that was last given a slot
 */
record QueueRow(
    int concurrency,
    int perNode,
    int rate,
    @Nullable Duration per,
    boolean deadLetters,
    @Nullable String paused,
    long full,
    List<Served> served) {
  static final String TABLE = "queue";
  private static final long NANOS = 1_000_000_000;
  private static final Duration SKEW = Duration.ofMinutes(1);

  /** How far a priority has got. */
  record Served(int priority, long turn) {}

  @SuppressWarnings("NullAway") // Jackson passes null for what a record does not hold
  QueueRow {
    served = served == null ? List.of() : List.copyOf(served);
  }

  static QueueRow of(Row row) {
    return Envelopes.CODEC.fromJson(row.body(), QueueRow.class);
  }

  static QueueRow of(WorkQueue queue) {
    return new QueueRow(
        queue.concurrency(),
        queue.perNode(),
        queue.rate(),
        queue.per(),
        queue.deadLetters(),
        null,
        0,
        List.of());
  }

  static String stream(String name) {
    return TABLE + "/" + name;
  }

  WorkQueue queue(String name) {
    return new WorkQueue(name, concurrency, perNode, rate, per, deadLetters);
  }

  /** The same with other limits, which count from now on. */
  QueueRow by(WorkQueue queue, Instant now) {
    QueueRow changed =
        new QueueRow(
            queue.concurrency(),
            queue.perNode(),
            queue.rate(),
            queue.per(),
            queue.deadLetters(),
            paused,
            full,
            served);
    // what an empty bucket of the rate before would have taken to fill is not waited for
    boolean same = queue.rate() == rate && Objects.equals(queue.per(), per);
    return same || full <= changed.latest(now) ? changed : changed.fullAt(changed.latest(now));
  }

  /**
   * The same without what a clock that was ahead has left: no bucket takes longer to fill than the
   * rate's own time. Nodes' clocks may differ by a little.
   */
  QueueRow settled(Instant now) {
    return rate == 0 || full <= latest(now.plus(SKEW)) ? this : fullAt(latest(now));
  }

  /** When an empty bucket is full. */
  private long latest(Instant now) {
    return nanos(now) + (per == null ? 0 : per.toNanos());
  }

  private QueueRow fullAt(long at) {
    return new QueueRow(concurrency, perNode, rate, per, deadLetters, paused, at, served);
  }

  QueueRow pausedFor(@Nullable String why) {
    return new QueueRow(concurrency, perNode, rate, per, deadLetters, why, full, served);
  }

  RowChange.Put put(String name, long expectedVersion) {
    return new RowChange.Put(TABLE, name, expectedVersion, "", 0, Envelopes.CODEC.toJson(this));
  }

  long served(int priority) {
    for (Served one : served) {
      if (one.priority() == priority) {
        return one.turn();
      }
    }
    return 0;
  }

  QueueRow served(int priority, long turn) {
    List<Served> more = new ArrayList<>(served);
    more.removeIf(one -> one.priority() == priority);
    more.add(new Served(priority, turn));
    return new QueueRow(concurrency, perNode, rate, per, deadLetters, paused, full, more);
  }

  // The bucket holds as many tokens as the rate says; it is kept as the time at which it will be
  // full again (the generic cell rate algorithm, ITU-T I.371).

  private long interval() {
    return per == null ? 0 : Math.max(1, per.toNanos() / rate);
  }

  private static long nanos(Instant at) {
    return at.getEpochSecond() * NANOS + at.getNano();
  }

  /** How many runs may begin now. */
  int tokens(Instant now) {
    if (rate == 0) {
      return Integer.MAX_VALUE;
    }
    long missing = Math.max(0, full - nanos(now));
    return (int) Math.max(0, rate - (missing + interval() - 1) / interval());
  }

  QueueRow taking(int tokens, Instant now) {
    if (rate == 0) {
      return this;
    }
    return fullAt(Math.max(full, nanos(now)) + tokens * interval());
  }

  /** When there is a token, if there is none now. */
  Instant nextToken() {
    long at = full - (rate - 1) * interval();
    return Instant.ofEpochSecond(Math.floorDiv(at, NANOS), Math.floorMod(at, NANOS));
  }
}

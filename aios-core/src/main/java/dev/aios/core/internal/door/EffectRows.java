package dev.aios.core.internal.door;

import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.value.Json;
import dev.aios.core.internal.codec.Envelopes;
import java.util.List;

/**
 * The rows of effects outside runs, in table {@code effect}; what becomes of one is on its stream
 * {@code effect/KEY}. Those of the deliveries of events are in a group of their own, ranked by the
 * event's position. Thread-safe.
 */
final class EffectRows {
  static final String TABLE = "effect";

  /** The group of the host's own effects. */
  static final String HOST = "effect";

  /** The group of effects of deliveries. */
  static final String DELIVERY = "delivery";

  /**
   * An effect as its row was read.
   *
   * @param key its idempotency key
   * @param version of its row
   * @param stored how it stands
   */
  record Found(String key, long version, StoredEffect stored) {
    /** The same after one more write. */
    Found next(StoredEffect written) {
      return new Found(key, version + 1, written);
    }
  }

  private final Journal journal;
  private final String group;
  private final long rank;

  EffectRows(Journal journal) {
    this(journal, HOST, 0);
  }

  private EffectRows(Journal journal, String group, long rank) {
    this.journal = journal;
    this.group = group;
    this.rank = rank;
  }

  /** Those of the deliveries of an event. */
  EffectRows delivering(long position) {
    return new EffectRows(journal, DELIVERY, position);
  }

  Found find(String key) {
    return journal
        .row(TABLE, key)
        .map(
            row ->
                new Found(
                    key, row.version(), Envelopes.CODEC.fromJson(row.body(), StoredEffect.class)))
        .orElse(new Found(key, RowChange.ABSENT, StoredEffect.NEW));
  }

  /**
   * Writes how an effect stands now; durable on return.
   *
   * @param kind what happened, the kind of the record
   * @param found the effect as it was
   * @param next as it is
   * @param counters of the budgets, with it
   * @return false if another caller changed the effect first: look again
   * @throws WriteRejectedException if a counter is at its cap
   */
  boolean put(String kind, Found found, StoredEffect next, List<CounterChange> counters) {
    return put(kind, found, next, counters, Write.builder());
  }

  /** The same, with what else belongs into the write. */
  boolean put(
      String kind,
      Found found,
      StoredEffect next,
      List<CounterChange> counters,
      Write.Builder write) {
    Json body = Envelopes.CODEC.toJson(next);
    write
        .record(kind, TABLE + "/" + found.key(), body)
        .row(new RowChange.Put(TABLE, found.key(), found.version(), group, rank, body));
    counters.forEach(write::counter);
    try {
      journal.writeNow(write.build());
      return true;
    } catch (WriteRejectedException e) {
      if (e.reason() == WriteRejectedException.Reason.COUNTER_CAP) {
        throw e;
      }
      return false;
    }
  }
}

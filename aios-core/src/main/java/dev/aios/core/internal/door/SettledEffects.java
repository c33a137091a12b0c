package dev.aios.core.internal.door;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.core.internal.codec.Envelopes;
import java.util.List;

/**
 * Effects outside runs that are done, or failed for good, for whoever archives what is recorded of
 * them. Thread-safe.
 */
public final class SettledEffects {
  private final Journal journal;

  /**
   * The effects of a journal.
   *
   * @param journal the journal itself, without what is in archives
   */
  public SettledEffects(Journal journal) {
    this.journal = journal;
  }

  /**
   * Rows of effects of deliveries, those of the earliest events in front.
   *
   * @param upTo of events at this position or before
   * @param after the last row of the page before, or null for the first page
   * @param limit the most rows
   * @return a page of rows, those that are not settled among them
   */
  public List<Row> ofDeliveries(
      long upTo, @org.jspecify.annotations.Nullable Row after, int limit) {
    return page(
        new RowQuery(EffectRows.TABLE, EffectRows.DELIVERY, 0, upTo, null, limit), upTo, after);
  }

  /**
   * Rows of the host's own effects.
   *
   * @param after the last row of the page before, or null for the first page
   * @param limit the most rows
   * @return a page of rows, those that are not settled among them
   */
  public List<Row> ofHost(@org.jspecify.annotations.Nullable Row after, int limit) {
    return page(new RowQuery(EffectRows.TABLE, EffectRows.HOST, 0, 0, null, limit), 0, after);
  }

  private List<Row> page(
      RowQuery first, long toRank, @org.jspecify.annotations.Nullable Row after) {
    RowQuery query = after == null ? first : first.after(after).upTo(toRank);
    return journal.rows(query);
  }

  /**
   * Whether an effect is done, or failed for good.
   *
   * @param row its row
   * @return false while anything may still become of it
   */
  public static boolean isSettled(Row row) {
    StoredEffect stored = Envelopes.CODEC.fromJson(row.body(), StoredEffect.class);
    return stored.done() || stored.end() != null;
  }

  /**
   * The stream of an effect.
   *
   * @param row its row
   * @return the stream's name
   */
  public static String stream(Row row) {
    return EffectRows.TABLE + "/" + row.key();
  }
}

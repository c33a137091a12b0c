package dev.aios.api.journal;

import dev.aios.api.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * Which rows to list: those of one table, in a group or in all groups, within a range of ranks.
 * Rows come ordered by group, rank, key.
 *
 * @param table the table
 * @param group the group, or null for all groups
 * @param fromRank the lowest rank wanted
 * @param toRank the highest rank wanted
 * @param afterKey only rows that come after the row with this rank ({@code fromRank}) and this key,
 *     for paging within one group; null for the first page
 * @param limit the most rows wanted, 1 or more
 */
public record RowQuery(
    String table,
    @Nullable String group,
    long fromRank,
    long toRank,
    @Nullable String afterKey,
    int limit) {
  /** Checks the limit and the paging. */
  public RowQuery {
    if (limit < 1) {
      throw new InvalidInputException("row query", "limit is " + limit + ", must be 1 or more");
    }
    if (afterKey != null && group == null) {
      throw new InvalidInputException("row query", "paging with afterKey needs a group");
    }
  }

  /**
   * All rows of a table.
   *
   * @param table the table
   * @return a query without other conditions, at most {@link Integer#MAX_VALUE} rows
   */
  public static RowQuery table(String table) {
    return new RowQuery(table, null, Long.MIN_VALUE, Long.MAX_VALUE, null, Integer.MAX_VALUE);
  }

  /**
   * The rows of one group.
   *
   * @param table the table
   * @param group the group
   * @return a query for that group, at most {@link Integer#MAX_VALUE} rows
   */
  public static RowQuery group(String table, String group) {
    return new RowQuery(table, group, Long.MIN_VALUE, Long.MAX_VALUE, null, Integer.MAX_VALUE);
  }

  /**
   * The same, up to a rank.
   *
   * @param rank the highest rank wanted
   * @return the narrowed query
   */
  public RowQuery upTo(long rank) {
    return new RowQuery(table, group, fromRank, rank, afterKey, limit);
  }

  /**
   * The same, with a limit.
   *
   * @param most the most rows wanted
   * @return the narrowed query
   */
  public RowQuery limit(int most) {
    return new RowQuery(table, group, fromRank, toRank, afterKey, most);
  }

  /**
   * The next page of the same group.
   *
   * @param last the last row of the page before
   * @return the query for what comes after it
   */
  public RowQuery after(Row last) {
    return new RowQuery(table, last.group(), last.rank(), toRank, last.key(), limit);
  }
}

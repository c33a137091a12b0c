package dev.aios.memory.internal;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import java.util.List;
import java.util.function.Consumer;

/** Reads a group of rows page by page, because it may be larger than the heap. */
public final class Paged {
  private static final int PAGE = 500;

  private Paged() {}

  /**
   * Visits every row of a group.
   *
   * @param journal where they are
   * @param table their table
   * @param group their group
   * @param visitor takes them, in the order of the group
   */
  public static void rows(Journal journal, String table, String group, Consumer<Row> visitor) {
    RowQuery query = RowQuery.group(table, group).limit(PAGE);
    while (true) {
      List<Row> page = journal.rows(query);
      page.forEach(visitor);
      if (page.size() < PAGE) {
        return;
      }
      query = query.after(page.get(page.size() - 1));
    }
  }
}

package dev.aios.core.internal;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reads a group of rows page by page, so that what stands first and has to stay there does not hide
 * what stands behind it. Rows may be moved or removed meanwhile.
 */
public final class Pages {
  private Pages() {}

  /**
   * Visits rows until one says that this is enough.
   *
   * @param journal where they are
   * @param query of one group; its limit is the size of a page
   * @param visitor takes them in the order of the group; false to stop
   */
  public static void each(Journal journal, RowQuery query, Predicate<Row> visitor) {
    RowQuery next = query;
    while (true) {
      List<Row> page = journal.rows(next);
      for (Row row : page) {
        if (!visitor.test(row)) {
          return;
        }
      }
      if (page.size() < query.limit()) {
        return;
      }
      next = next.after(page.get(page.size() - 1));
    }
  }
}

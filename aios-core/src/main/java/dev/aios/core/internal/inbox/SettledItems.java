package dev.aios.core.internal.inbox;

import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.core.internal.codec.Envelopes;
import java.util.List;
import java.util.function.Consumer;

/**
 * Inbox items that are decided or have lapsed, for whoever archives what is recorded of them.
 * Thread-safe.
 */
public final class SettledItems {
  private static final int PAGE = 500;

  private final Journal journal;

  /**
   * The items of a journal.
   *
   * @param journal the journal itself, without what is in archives
   */
  public SettledItems(Journal journal) {
    this.journal = journal;
  }

  /**
   * Goes through all of them.
   *
   * @param what is given each one's row and the item
   */
  public void each(java.util.function.BiConsumer<Row, InboxItem> what) {
    for (InboxItem.State state : List.of(InboxItem.State.DECIDED, InboxItem.State.LAPSED)) {
      pages(state, row -> what.accept(row, item(row)));
    }
  }

  private void pages(InboxItem.State state, Consumer<Row> what) {
    RowQuery query = RowQuery.group(JournalInbox.TABLE, state.name()).limit(PAGE);
    List<Row> page;
    do {
      page = journal.rows(query);
      page.forEach(what);
      query = page.isEmpty() ? query : query.after(page.get(page.size() - 1));
    } while (page.size() == PAGE);
  }

  /**
   * Whether an item is decided or has lapsed.
   *
   * @param row its row
   * @return false while it is open
   */
  public static boolean isSettled(Row row) {
    return !row.group().equals(InboxItem.State.OPEN.name());
  }

  /**
   * The item of a row.
   *
   * @param row the row
   * @return the item
   */
  public static InboxItem item(Row row) {
    return Envelopes.CODEC.fromJson(row.body(), StoredItem.class).item();
  }

  /**
   * The stream of an item.
   *
   * @param id the item's id
   * @return the stream's name
   */
  public static String stream(String id) {
    return JournalInbox.TABLE + "/" + id;
  }
}

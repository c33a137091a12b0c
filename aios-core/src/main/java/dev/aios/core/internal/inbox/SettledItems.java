package dev.aios.core.internal.inbox;

import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.core.internal.Pages;
import java.util.List;
import java.util.function.BiConsumer;

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
   * Goes through all of them that can be read: of what has been erased a row may be left.
   *
   * @param what is given each one's row and the item
   */
  public void each(BiConsumer<Row, InboxItem> what) {
    for (InboxItem.State state : List.of(InboxItem.State.DECIDED, InboxItem.State.LAPSED)) {
      Pages.each(
          journal,
          RowQuery.group(JournalInbox.TABLE, state.name()).limit(PAGE),
          row -> {
            Found.of(row).map(Found::item).ifPresent(item -> what.accept(row, item));
            return true;
          });
    }
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
   * The stream of an item.
   *
   * @param id the item's id
   * @return the stream's name
   */
  public static String stream(String id) {
    return JournalInbox.TABLE + "/" + id;
  }
}

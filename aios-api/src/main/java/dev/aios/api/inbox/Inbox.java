package dev.aios.api.inbox;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The prioritised list of what waits for a person. Thread-safe. */
public interface Inbox {
  /**
   * What waits.
   *
   * @return open items, highest priority first, then oldest first
   */
  List<InboxItem> open();

  /**
   * Items by state. Those that have left for archive files, with the runs that asked for them, are
   * not among them: see {@link #archived}.
   *
   * @param state which, or null for all
   * @param limit the most wanted, 1 or more
   * @return highest priority first, then oldest first
   */
  List<InboxItem> list(InboxItem.@Nullable State state, int limit);

  /**
   * The items that have left for archive files: decided or lapsed, each with all that it held.
   * Reads something of each file.
   *
   * @return those of the first file in front; empty where nothing was archived
   * @throws dev.aios.api.StorageException if a file cannot be read
   */
  default List<InboxItem> archived() {
    return List.of();
  }

  /**
   * Finds an item, in archive files too.
   *
   * @param id its id
   * @return the item, or empty
   */
  Optional<InboxItem> find(String id);

  /**
   * Decides an item, once. Durable on return; what waits for it then goes on.
   *
   * @param seen the item as it was seen: the verdict counts for that payload only
   * @param verdict what is said
   * @param by who says it; not blank
   * @throws dev.aios.api.ConflictException if it is decided already, lapsed, or its payload has
   *     changed
   * @throws dev.aios.api.InvalidInputException if this kind of item does not take such a verdict,
   *     or the edited value is not valid
   */
  void decide(InboxItem seen, Verdict verdict, String by);

  /**
   * Approves.
   *
   * @param seen the item as it was seen
   * @param by who
   */
  default void approve(InboxItem seen, String by) {
    decide(seen, new Verdict.Approve(), by);
  }

  /**
   * Approves with another value.
   *
   * @param seen the item as it was seen
   * @param value the value instead
   * @param by who
   */
  default void edit(InboxItem seen, Object value, String by) {
    decide(seen, new Verdict.Edit(value, ""), by);
  }

  /**
   * Rejects.
   *
   * @param seen the item as it was seen
   * @param reason why
   * @param by who
   */
  default void reject(InboxItem seen, String reason, String by) {
    decide(seen, new Verdict.Reject(reason), by);
  }
}

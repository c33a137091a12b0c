package dev.aios.core.internal.inbox;

import dev.aios.api.inbox.InboxItem;
import dev.aios.api.value.Payload;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records on an item's stream, {@code inbox/ID}. The names of the components are the names in
 * the records' JSON.
 */
sealed interface InboxRecord {
  /** Kind {@code inbox.opened}. */
  record Opened(@Nullable String run, InboxItem item, boolean editable) implements InboxRecord {}

  /** Kind {@code inbox.escalated}: it is now for these. */
  record Escalated(@Nullable String run, List<String> ask) implements InboxRecord {}

  /** Kind {@code inbox.lapsed}. */
  record Lapsed(@Nullable String run, String why) implements InboxRecord {}

  /**
   * Kind {@code inbox.decided}. For an edit the original stands beside it: what a person changed is
   * training signal.
   */
  record Decided(
      @Nullable String run,
      InboxItem.Kind kind,
      String verdict,
      String by,
      Instant at,
      String note,
      String payloadHash,
      @Nullable Payload original,
      @Nullable Payload edited)
      implements InboxRecord {}
}

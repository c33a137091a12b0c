package dev.aios.core.internal.inbox;

import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.Row;
import dev.aios.core.internal.codec.Envelopes;
import dev.aios.core.internal.seal.SealedBody;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stored item as its row was read.
 *
 * @param version its row's version
 * @param stored the item
 * @param seal the id of the key that it is kept sealed under, or null
 */
record Found(long version, StoredItem stored, @Nullable String seal) {
  /** Empty if it is about somebody who has been erased. */
  static Optional<Found> of(Row row) {
    return SealedBody.is(row.body())
        ? Optional.empty()
        : Optional.of(
            new Found(
                row.version(),
                Envelopes.CODEC.fromJson(row.body(), StoredItem.class),
                row.body().seal()));
  }

  InboxItem item() {
    return stored.item();
  }

  boolean isOpen() {
    return item().state() == InboxItem.State.OPEN;
  }

  StoredItem with(InboxItem changed) {
    return new StoredItem(changed, stored.editable());
  }
}

package dev.aios.core.internal.inbox;

import dev.aios.api.inbox.InboxItem;

/**
 * An item as its row holds it.
 *
 * @param item the item
 * @param editable whether a verdict may replace its payload
 */
record StoredItem(InboxItem item, boolean editable) {}

package dev.aios.core.internal.inbox;

import dev.aios.api.inbox.InboxItem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changed copies of items. */
final class Items {
  private Items() {}

  static InboxItem asking(InboxItem item, List<String> who) {
    return copy(item, who, item.state(), item.decided());
  }

  static InboxItem in(InboxItem.State state, InboxItem item, InboxItem.@Nullable Decided decided) {
    return copy(item, item.ask(), state, decided);
  }

  private static InboxItem copy(
      InboxItem item,
      List<String> ask,
      InboxItem.State state,
      InboxItem.@Nullable Decided decided) {
    return new InboxItem(
        item.id(),
        item.kind(),
        item.title(),
        item.payload(),
        item.payloadHash(),
        ask,
        item.priority(),
        item.confidence(),
        item.run(),
        item.node(),
        item.created(),
        item.expires(),
        state,
        decided);
  }
}

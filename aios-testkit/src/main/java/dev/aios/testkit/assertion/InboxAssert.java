package dev.aios.testkit.assertion;

import dev.aios.api.inbox.Inbox;
import dev.aios.api.inbox.InboxItem;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;

/** Assertions on what waits for a person. */
public final class InboxAssert extends AbstractAssert<InboxAssert, Inbox> {
  InboxAssert(Inbox actual) {
    super(actual, InboxAssert.class);
  }

  /**
   * Asserts that nothing waits.
   *
   * @return this
   */
  public InboxAssert isEmpty() {
    return hasOpen(0);
  }

  /**
   * Asserts how many items wait.
   *
   * @param count how many
   * @return this
   */
  public InboxAssert hasOpen(int count) {
    List<InboxItem> open = open();
    if (open.size() != count) {
      failWithMessage("%s", "Expected " + count + " open inbox items. " + listing(open));
    }
    return this;
  }

  /**
   * Asserts that exactly one item waits, and goes on with it.
   *
   * @return assertions on the item
   */
  public InboxItemAssert onlyItem() {
    hasOpen(1);
    return new InboxItemAssert(open().get(0));
  }

  /**
   * Asserts that an item of a kind waits, and goes on with the first such.
   *
   * @param kind the kind
   * @return assertions on the item
   */
  public InboxItemAssert firstOf(InboxItem.Kind kind) {
    List<InboxItem> open = open();
    List<InboxItem> fitting = open.stream().filter(item -> item.kind() == kind).toList();
    if (fitting.isEmpty()) {
      failWithMessage("%s", "Expected an open " + kind + ". " + listing(open));
    }
    return new InboxItemAssert(fitting.get(0));
  }

  private List<InboxItem> open() {
    isNotNull();
    return actual.open();
  }

  private static String listing(List<InboxItem> open) {
    return open.isEmpty()
        ? "None is open."
        : "Open are:" + open.stream().map(item -> "\n  " + item).collect(Collectors.joining());
  }
}

package dev.aios.testkit.assertion;

import dev.aios.api.inbox.InboxItem;
import dev.aios.api.run.Run;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on an inbox item, as it was when it was fetched. */
public final class InboxItemAssert extends AbstractAssert<InboxItemAssert, InboxItem> {
  InboxItemAssert(InboxItem actual) {
    super(actual, InboxItemAssert.class);
  }

  /**
   * Asserts that it waits for a verdict.
   *
   * @return this
   */
  public InboxItemAssert isOpen() {
    return require(actual.state() == InboxItem.State.OPEN, "to be open");
  }

  /**
   * Asserts that its time ran out, or what it was about ended otherwise.
   *
   * @return this
   */
  public InboxItemAssert hasLapsed() {
    return require(actual.state() == InboxItem.State.LAPSED, "to have lapsed");
  }

  /**
   * Asserts how it was decided.
   *
   * @param verdict {@code approve}, {@code edit}, {@code reject}, …
   * @param by who decided
   * @return this
   */
  public InboxItemAssert isDecided(String verdict, String by) {
    InboxItem.Decided decided = actual.decided();
    return require(
        decided != null && decided.verdict().equals(verdict) && decided.by().equals(by),
        "to be decided with " + verdict + " by " + by);
  }

  /**
   * Asserts what it is.
   *
   * @param kind the kind
   * @return this
   */
  public InboxItemAssert isOfKind(InboxItem.Kind kind) {
    return require(actual.kind() == kind, "to be of kind " + kind);
  }

  /**
   * Asserts which run waits for it, and at which node.
   *
   * @param run the run
   * @param node the node's name
   * @return this
   */
  public InboxItemAssert isFor(Run<?> run, String node) {
    return require(
        run.id().toString().equals(actual.run()) && node.equals(actual.node()),
        "to be for node " + node + " of run " + run.id());
  }

  /**
   * Asserts whom it asks, in this order.
   *
   * @param people whom
   * @return this
   */
  public InboxItemAssert asks(String... people) {
    return require(actual.ask().equals(List.of(people)), "to ask " + List.of(people));
  }

  /**
   * Asserts its priority.
   *
   * @param priority the priority
   * @return this
   */
  public InboxItemAssert hasPriority(int priority) {
    return require(actual.priority() == priority, "to have priority " + priority);
  }

  /**
   * Asserts when it lapses.
   *
   * @param at the time, or null for never
   * @return this
   */
  public InboxItemAssert expires(@Nullable Instant at) {
    return require(java.util.Objects.equals(actual.expires(), at), "to expire at " + at);
  }

  /**
   * Asserts a part of its title.
   *
   * @param part the part
   * @return this
   */
  public InboxItemAssert hasTitleContaining(String part) {
    return require(actual.title().contains(part), "to have '" + part + "' in its title");
  }

  /**
   * Asserts a part of its payload's JSON.
   *
   * @param part the part
   * @return this
   */
  public InboxItemAssert hasPayloadContaining(String part) {
    return require(
        actual.payload() != null && actual.payload().data().toString().contains(part),
        "to have '" + part + "' in its payload");
  }

  private InboxItemAssert require(boolean holds, String expected) {
    if (!holds) {
      failWithMessage(
          "%s",
          "Expected inbox item "
              + expected
              + ". It is "
              + actual
              + " of run "
              + actual.run()
              + " at "
              + actual.node()
              + ", "
              + actual.state()
              + ", priority "
              + actual.priority()
              + ", expires "
              + actual.expires()
              + ", decided "
              + actual.decided()
              + ", payload "
              + actual.payload());
    }
    return this;
  }
}

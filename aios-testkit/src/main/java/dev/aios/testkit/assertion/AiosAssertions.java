package dev.aios.testkit.assertion;

import dev.aios.api.inbox.Inbox;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.Journal;
import dev.aios.api.run.Run;
import org.assertj.core.api.Assertions;

/**
 * The entrance: {@code import static dev.aios.testkit.assertion.AiosAssertions.assertThat}.
 * AssertJ's own assertions are here too.
 *
 * <pre>{@code
 * assertThat(run).isCompensated().completedSteps("draft", "issue").undid("issue");
 * assertThat(aios.inbox()).isEmpty();
 * assertThat(aios.journal()).verifies();
 * }</pre>
 *
 * <p>They look once and do not wait: await the run, or let the virtual world run until it is idle,
 * before.
 */
public class AiosAssertions extends Assertions {
  /** For subclasses that add assertions of their own. */
  protected AiosAssertions() {}

  /**
   * Asserts on a run.
   *
   * @param run the run
   * @return assertions
   */
  public static RunAssert assertThat(Run<?> run) {
    return new RunAssert(run);
  }

  /**
   * Asserts on an inbox.
   *
   * @param inbox the inbox
   * @return assertions
   */
  public static InboxAssert assertThat(Inbox inbox) {
    return new InboxAssert(inbox);
  }

  /**
   * Asserts on an inbox item, as it was when it was fetched.
   *
   * @param item the item
   * @return assertions
   */
  public static InboxItemAssert assertThat(InboxItem item) {
    return new InboxItemAssert(item);
  }

  /**
   * Asserts on a journal.
   *
   * @param journal the journal
   * @return assertions
   */
  public static JournalAssert assertThat(Journal journal) {
    return new JournalAssert(journal);
  }
}

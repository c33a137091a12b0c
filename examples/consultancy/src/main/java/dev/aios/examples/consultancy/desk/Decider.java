package dev.aios.examples.consultancy.desk;

import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import java.util.Optional;

/** Decides what needs a person. */
public interface Decider {
  /**
   * Who decides, for the record.
   *
   * @return for example {@code "owner, on the terminal"}
   */
  String name();

  /**
   * Decides an approval.
   *
   * @param item what is asked
   * @param value what it is about
   * @return the verdict; empty to leave it in the inbox
   */
  Optional<Verdict> decide(InboxItem item, Object value);

  /**
   * Approves everything.
   *
   * @return the decider
   */
  static Decider all() {
    return new Standing("owner, by --approve all", Optional.of(new Verdict.Approve()));
  }

  /**
   * Leaves everything in the inbox.
   *
   * @return the decider
   */
  static Decider none() {
    return new Standing("nobody", Optional.empty());
  }

  /**
   * Always the same.
   *
   * @param name who decides
   * @param verdict the verdict
   */
  record Standing(String name, Optional<Verdict> verdict) implements Decider {
    @Override
    public Optional<Verdict> decide(InboxItem item, Object value) {
      return verdict;
    }
  }
}

package dev.aios.core.internal.proof;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import java.util.function.Predicate;

/**
 * Whether the tree covers a record: one that it does not must not leave the journal, which the tree
 * grows from. Thread-safe.
 */
public final class Covered implements Predicate<JournalRecord> {
  private final Journal journal;
  private volatile long upTo;

  /**
   * For one journal.
   *
   * @param journal the journal
   */
  public Covered(Journal journal) {
    this.journal = journal;
  }

  @Override
  public boolean test(JournalRecord record) {
    if (record.position() > upTo) {
      upTo = TreeState.read(journal).body().position();
    }
    return record.position() <= upTo;
  }
}

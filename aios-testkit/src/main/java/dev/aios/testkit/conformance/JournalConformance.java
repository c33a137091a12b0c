package dev.aios.testkit.conformance;

import org.junit.jupiter.api.Timeout;

/**
 * The contract of {@link dev.aios.api.journal.Journal} as tests. A journal that passes can stand
 * under AIOS. Extend it in the tests of an implementation:
 *
 * <pre>{@code
 * class MyJournalTest extends JournalConformance {
 *   @TempDir Path folder;
 *
 *   @Override
 *   public Journal open(World world) {
 *     return MyJournal.open(folder.resolve("journal"), world);
 *   }
 * }
 * }</pre>
 */
@Timeout(120)
public abstract class JournalConformance
    implements JournalRecordTests,
        JournalArchiveTests,
        JournalRowTests,
        JournalListTests,
        JournalCounterTests,
        JournalInputTests,
        JournalModelTests,
        JournalConcurrencyTests,
        JournalSharingTests {
  /** For subclasses. */
  protected JournalConformance() {}
}

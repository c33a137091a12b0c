package dev.aios.testkit.assertion;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;

/** Assertions on a journal. */
public final class JournalAssert extends AbstractAssert<JournalAssert, Journal> {
  private static final int PAGE = 1000;
  private static final int SHOWN = 50;

  JournalAssert(Journal actual) {
    super(actual, JournalAssert.class);
  }

  /**
   * Asserts that its hash chain is whole.
   *
   * @return this
   */
  public JournalAssert verifies() {
    isNotNull();
    Verification found = actual.verify();
    if (!found.ok()) {
      failWithMessage(
          "%s",
          "Expected the journal to verify. Record "
              + found.firstBad()
              + " does not fit: "
              + found.problem());
    }
    return this;
  }

  /**
   * Asserts how many records of a kind it holds.
   *
   * @param kind the kind
   * @param count how many
   * @return this
   */
  public JournalAssert hasRecords(String kind, int count) {
    isNotNull();
    List<JournalRecord> all = new ArrayList<>();
    List<JournalRecord> page = actual.read(0, PAGE);
    while (!page.isEmpty()) {
      all.addAll(page);
      page = actual.read(page.get(page.size() - 1).position(), PAGE);
    }
    long found = all.stream().filter(record -> record.kind().equals(kind)).count();
    if (found != count) {
      failWithMessage(
          "%s",
          "Expected "
              + count
              + " records "
              + kind
              + ", found "
              + found
              + ". The last records are:"
              + all.subList(Math.max(0, all.size() - SHOWN), all.size()).stream()
                  .map(
                      record ->
                          String.format(
                              "%n  %6d  %-20s %s",
                              record.position(), record.kind(), record.stream()))
                  .collect(Collectors.joining()));
    }
    return this;
  }
}

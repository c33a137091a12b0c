package dev.aios.core.internal.archive;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.core.archive.ArchiveRule;
import dev.aios.core.internal.engine.ClosedRuns;
import dev.aios.core.internal.engine.ClosedRuns.Closed;
import dev.aios.core.internal.engine.ClosedRuns.Recorded;
import dev.aios.core.internal.inbox.JournalInbox;
import dev.aios.core.internal.inbox.SettledItems;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/**
 * What one look found due for the archive, and puts together for file after file: runs with all
 * that belongs to them, and then what is of no run. Used by one thread at a time.
 */
final class Gathering {
  /** More are found by the next look; a bound on what is remembered of them. */
  private static final int MOST_RUNS = 20_000;

  static final int PAGE = 1_000;

  private final Journal journal;
  private final ArchiveRule rule;
  private final ClosedRuns runs;
  private final Predicate<JournalRecord> mayGo;
  private final Instant before;
  private final Deque<Closed> closed;
  private final OldRecords old;

  /**
   * Looks once.
   *
   * @param now ages are counted to this time
   */
  Gathering(
      Journal journal,
      ArchiveRule rule,
      ClosedRuns runs,
      Predicate<JournalRecord> mayGo,
      Instant now) {
    this.journal = journal;
    this.rule = rule;
    this.runs = runs;
    this.mayGo = mayGo;
    this.before = now.minus(rule.closedFor());
    this.closed =
        new ArrayDeque<>(
            runs.endedBefore(
                before, status -> !rule.kept().contains(status.id().saga()), MOST_RUNS));
    this.old = new OldRecords(journal, runs, mayGo, before, rule.forgetsBefore(now));
  }

  /** How many runs are due, as far as they were counted. */
  int runsLeft() {
    return closed.size();
  }

  /** What goes into the next file, of that number; empty if nothing is due. */
  Leaving next(long number) {
    Leaving leaving = new Leaving();
    int most = rule.recordsPerFile();
    // Runs without end must not keep what is of no run from leaving.
    runs(leaving, most - most / 4, number);
    old.fill(leaving, most);
    runs(leaving, most, number);
    old.rideAlong(leaving);
    return leaving;
  }

  private void runs(Leaving leaving, int most, long number) {
    while (!closed.isEmpty() && leaving.size() < most) {
      Closed run = closed.removeFirst();
      runs.recorded(run).ifPresent(its -> add(run, its, number, leaving));
    }
  }

  private void add(Closed run, Recorded recorded, long number, Leaving leaving) {
    List<JournalRecord> all = new ArrayList<>(recorded.records());
    List<Row> items = new ArrayList<>();
    for (String id : recorded.items()) {
      Row item = journal.row(JournalInbox.TABLE, id).orElse(null);
      if (item != null && SettledItems.isSettled(item)) {
        items.add(item);
        all.addAll(stream(SettledItems.stream(id)));
      }
    }
    if (!all.stream().allMatch(mayGo)) {
      return;
    }
    leaving.records(all);
    leaving.stream(ClosedRuns.stream(run.row().key()), recorded.records());
    items.forEach(item -> leaving.stream(SettledItems.stream(item.key()), List.of()));
    items.forEach(leaving::gone);
    recorded.signals().forEach(leaving::gone);
    leaving.replaced(run.row(), ClosedRuns.archived(run, number));
    leaving.run();
  }

  private List<JournalRecord> stream(String name) {
    return stream(journal, name);
  }

  /** All records of a stream that are in the journal. */
  static List<JournalRecord> stream(Journal journal, String name) {
    List<JournalRecord> all = new ArrayList<>();
    List<JournalRecord> page;
    do {
      long after = all.isEmpty() ? 0 : all.get(all.size() - 1).position();
      page = journal.readStream(name, after, PAGE);
      all.addAll(page);
    } while (page.size() == PAGE);
    return all;
  }
}

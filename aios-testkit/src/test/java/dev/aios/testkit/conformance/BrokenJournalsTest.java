package dev.aios.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.World;
import dev.aios.api.journal.Commit;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Verification;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.core.journal.MemoryJournal;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The kit finds journals that break the contract. */
class BrokenJournalsTest {
  @Test
  void a_journal_that_ignores_versions_is_found() {
    assertThat(Kit.failedTestsOf(IgnoresVersions.class))
        .contains(
            "a_write_whose_condition_fails_changes_nothing_at_all",
            "a_row_expected_absent_must_be_absent_and_one_expected_present_must_be_present",
            "random_writes_leave_what_a_plain_map_would_hold",
            "a_rejected_write_does_not_harm_those_beside_it");
  }

  static class IgnoresVersions extends Changed {
    @Override
    Write changed(Write write) {
      return new Write(
          write.records(),
          write.rows().stream().map(IgnoresVersions::anyVersion).toList(),
          write.counters());
    }

    private static RowChange anyVersion(RowChange change) {
      return change instanceof RowChange.Put put && put.expectedVersion() >= 0
          ? new RowChange.Put(
              put.table(), put.key(), RowChange.ANY, put.group(), put.rank(), put.body())
          : change;
    }
  }

  @Test
  void a_journal_that_ignores_caps_is_found() {
    assertThat(Kit.failedTestsOf(IgnoresCaps.class))
        .contains(
            "a_counter_never_passes_its_cap_and_the_whole_write_is_refused",
            "changes_of_one_counter_in_one_write_are_made_in_their_order",
            "reservations_of_many_writers_never_pass_the_cap");
  }

  static class IgnoresCaps extends Changed {
    @Override
    Write changed(Write write) {
      return new Write(
          write.records(),
          write.rows(),
          write.counters().stream()
              .map(change -> CounterChange.add(change.counter(), change.delta()))
              .toList());
    }
  }

  @Test
  void a_journal_that_keeps_half_of_a_rejected_write_is_found() {
    assertThat(Kit.failedTestsOf(KeepsHalf.class))
        .contains(
            "a_write_whose_condition_fails_changes_nothing_at_all",
            "a_counter_never_passes_its_cap_and_the_whole_write_is_refused");
  }

  static class KeepsHalf extends Changed {
    @Override
    Commit write(Journal journal, Write write) {
      try {
        return journal.writeNow(write);
      } catch (WriteRejectedException e) {
        if (!write.records().isEmpty()) {
          journal.writeNow(new Write(write.records(), List.of(), List.of()));
        }
        throw e;
      }
    }
  }

  @Test
  void a_journal_that_sorts_as_java_does_is_found() {
    assertThat(Kit.failedTestsOf(SortsLikeJava.class))
        .containsExactly("text_is_sorted_by_code_point");
  }

  static class SortsLikeJava extends Changed {
    @Override
    List<Row> changed(List<Row> rows) {
      return rows.stream()
          .sorted(Comparator.comparing(Row::group).thenComparing(Row::rank).thenComparing(Row::key))
          .toList();
    }
  }

  @Test
  void a_journal_that_hashes_otherwise_is_found() {
    assertThat(Kit.failedTestsOf(HashesOtherwise.class))
        .containsExactlyInAnyOrder(
            "the_hash_of_a_record_covers_it_and_the_hash_before_it",
            "a_record_is_read_as_its_hash_covers_it");
  }

  static class HashesOtherwise extends Changed {
    @Override
    JournalRecord changed(JournalRecord record) {
      return new JournalRecord(
          record.position(),
          record.time(),
          record.kind(),
          record.stream(),
          record.body(),
          new StringBuilder(record.hash()).reverse().toString());
    }
  }

  @Test
  void a_journal_that_cuts_times_to_milliseconds_is_found() {
    assertThat(Kit.failedTestsOf(CutsTimes.class))
        .contains("a_record_is_read_back_as_it_was_written");
  }

  static class CutsTimes extends Changed {
    @Override
    JournalRecord changed(JournalRecord record) {
      return new JournalRecord(
          record.position(),
          record.time().truncatedTo(ChronoUnit.MILLIS),
          record.kind(),
          record.stream(),
          record.body(),
          record.hash());
    }
  }

  @Test
  void a_journal_that_stays_open_is_found() {
    assertThat(Kit.failedTestsOf(StaysOpen.class)).containsExactly("a_closed_journal_says_so");
  }

  static class StaysOpen extends Changed {
    @Override
    void close(Journal journal) {}
  }

  @Test
  void an_unchanged_journal_passes() {
    assertThat(Kit.failedTestsOf(Unchanged.class)).isEmpty();
  }

  static class Unchanged extends Changed {}

  /** The journal in memory with one thing changed. */
  abstract static class Changed extends JournalConformance {
    Write changed(Write write) {
      return write;
    }

    Commit write(Journal journal, Write write) {
      return journal.writeNow(write);
    }

    List<Row> changed(List<Row> rows) {
      return rows;
    }

    JournalRecord changed(JournalRecord record) {
      return record;
    }

    void close(Journal journal) {
      journal.close();
    }

    @Override
    public boolean isShared() {
      return false;
    }

    @Override
    public Journal open(World world) {
      Journal journal = new MemoryJournal(world);
      return new Journal() {
        @Override
        public CompletableFuture<Commit> write(Write write) {
          try {
            return CompletableFuture.completedFuture(writeNow(write));
          } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
          }
        }

        @Override
        public Commit writeNow(Write write) {
          return Changed.this.write(journal, changed(write));
        }

        @Override
        public List<JournalRecord> read(long afterPosition, int limit) {
          return journal.read(afterPosition, limit).stream().map(Changed.this::changed).toList();
        }

        @Override
        public List<JournalRecord> readStream(String stream, long afterPosition, int limit) {
          return journal.readStream(stream, afterPosition, limit).stream()
              .map(Changed.this::changed)
              .toList();
        }

        @Override
        public long head() {
          return journal.head();
        }

        @Override
        public Optional<Row> row(String table, String key) {
          return journal.row(table, key);
        }

        @Override
        public List<Row> rows(RowQuery query) {
          return changed(journal.rows(query));
        }

        @Override
        public long counter(String counter) {
          return journal.counter(counter);
        }

        @Override
        public Verification verify() {
          return journal.verify();
        }

        @Override
        public void close() {
          Changed.this.close(journal);
        }
      };
    }
  }
}

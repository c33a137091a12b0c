package dev.aios.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.aios.api.journal.Commit;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import org.junit.jupiter.api.Test;

/** What the journal promises about rows and the conditions of their changes. */
interface JournalRowTests extends JournalStore {
  @Test
  default void an_absent_row_is_not_found() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      assertThat(journal.row("task", "a")).isEmpty();
      assertThat(journal.rows(RowQuery.table("task"))).isEmpty();
    }
  }

  @Test
  default void a_row_is_found_as_it_was_put_with_the_position_of_its_record() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      Write write =
          Write.builder()
              .record(Sample.draft("a", "one"))
              .record(Sample.draft("a", "two"))
              .row(Sample.put("k", RowChange.ABSENT, "OPEN", -7))
              .build();
      journal.writeNow(write);
      assertThat(journal.row("task", "k"))
          .contains(new Row("task", "k", 1, "OPEN", -7, Sample.json("k"), 2));
      assertThat(journal.row("other", "k")).isEmpty();
      assertThat(journal.row("task", "K")).isEmpty();
    }
  }

  @Test
  default void a_write_without_records_appends_nothing_and_takes_the_position_before_it()
      throws Exception {
    try (Journal journal = open(new SetWorld())) {
      Write row = Sample.only(Sample.put("k", RowChange.ABSENT, "OPEN", 0));
      assertThat(journal.writeNow(row)).isEqualTo(new Commit(1, 0));
      assertThat(journal.row("task", "k").orElseThrow().position()).isZero();
      journal.writeNow(Sample.note("a", "one"));
      assertThat(journal.writeNow(Sample.only(Sample.put("k", 1, "OPEN", 0))))
          .isEqualTo(new Commit(2, 1));
      assertThat(journal.row("task", "k").orElseThrow().position()).isEqualTo(1);
      assertThat(journal.head()).isEqualTo(1);
    }
  }

  @Test
  default void each_change_raises_the_version_by_one() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      journal.writeNow(Sample.only(Sample.put("k", RowChange.ABSENT, "OPEN", 0)));
      journal.writeNow(Sample.only(Sample.put("k", 1, "OPEN", 0)));
      journal.writeNow(Sample.only(Sample.put("k", RowChange.ANY, "DONE", 5)));
      Row row = journal.row("task", "k").orElseThrow();
      assertThat(row.version()).isEqualTo(3);
      assertThat(row.group()).isEqualTo("DONE");
      assertThat(row.rank()).isEqualTo(5);
    }
  }

  @Test
  default void a_write_whose_condition_fails_changes_nothing_at_all() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      journal.writeNow(Sample.only(Sample.put("k", RowChange.ABSENT, "OPEN", 0)));
      Write mixed =
          Write.builder()
              .record(Sample.draft("a", "one"))
              .row(Sample.put("fresh", RowChange.ABSENT, "OPEN", 0))
              .row(Sample.put("k", 2, "DONE", 0))
              .counter(CounterChange.add("c", 1))
              .build();
      WriteRejectedException rejected =
          catchThrowableOfType(WriteRejectedException.class, () -> journal.writeNow(mixed));
      assertThat(rejected.reason()).isEqualTo(WriteRejectedException.Reason.ROW_VERSION);
      assertThat(rejected.subject()).isEqualTo("task/k");
      assertThat(rejected).hasMessageContaining("task/k").hasMessageContaining("version 1");
      assertThat(journal.head()).isZero();
      assertThat(journal.row("task", "fresh")).isEmpty();
      assertThat(journal.row("task", "k").orElseThrow().group()).isEqualTo("OPEN");
      assertThat(journal.counter("c")).isZero();
      journal.writeNow(Sample.only(Sample.put("fresh", RowChange.ABSENT, "OPEN", 0)));
    }
  }

  @Test
  default void a_row_expected_absent_must_be_absent_and_one_expected_present_must_be_present()
      throws Exception {
    try (Journal journal = open(new SetWorld())) {
      Write first = Sample.only(Sample.put("k", RowChange.ABSENT, "OPEN", 0));
      journal.writeNow(first);
      assertThatThrownBy(() -> journal.writeNow(first)).isInstanceOf(WriteRejectedException.class);
      assertThatThrownBy(() -> journal.writeNow(Sample.only(Sample.put("x", 1, "OPEN", 0))))
          .isInstanceOf(WriteRejectedException.class);
      assertThatThrownBy(() -> journal.writeNow(Sample.only(Sample.delete("x", 1))))
          .isInstanceOf(WriteRejectedException.class);
      assertThatThrownBy(() -> journal.writeNow(Sample.only(Sample.delete("k", 2))))
          .isInstanceOf(WriteRejectedException.class);
      assertThat(journal.row("task", "k").orElseThrow().version()).isEqualTo(1);
    }
  }

  @Test
  default void a_deleted_row_is_absent_and_begins_anew() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      journal.writeNow(Sample.only(Sample.put("k", RowChange.ANY, "OPEN", 0)));
      journal.writeNow(Sample.only(Sample.put("k", 1, "OPEN", 0)));
      journal.writeNow(Sample.only(Sample.delete("k", 2)));
      assertThat(journal.row("task", "k")).isEmpty();
      assertThat(journal.rows(RowQuery.table("task"))).isEmpty();
      journal.writeNow(Sample.only(Sample.delete("k", RowChange.ANY)));
      journal.writeNow(Sample.only(Sample.put("k", RowChange.ABSENT, "AGAIN", 3)));
      Row row = journal.row("task", "k").orElseThrow();
      assertThat(row.version()).isEqualTo(1);
      assertThat(row.group()).isEqualTo("AGAIN");
    }
  }

  @Test
  default void the_same_key_in_two_tables_is_two_rows() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      journal.writeNow(
          Write.builder()
              .row(new RowChange.Put("a", "k", RowChange.ABSENT, "", 1, Sample.json("a")))
              .row(new RowChange.Put("b", "k", RowChange.ABSENT, "", 2, Sample.json("b")))
              .build());
      assertThat(journal.row("a", "k").orElseThrow().body()).isEqualTo(Sample.json("a"));
      assertThat(journal.row("b", "k").orElseThrow().body()).isEqualTo(Sample.json("b"));
      assertThat(journal.rows(RowQuery.table("b"))).hasSize(1);
    }
  }
}

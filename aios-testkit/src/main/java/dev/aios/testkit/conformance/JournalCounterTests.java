package dev.aios.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import org.junit.jupiter.api.Test;

/** What the journal promises about counters and their caps. */
interface JournalCounterTests extends JournalStore {
  @Test
  default void a_counter_begins_at_zero_and_adds_up() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      assertThat(journal.counter("c")).isZero();
      add(journal, "c", 5, 10);
      add(journal, "c", 5, 10);
      assertThat(journal.counter("c")).isEqualTo(10);
      add(journal, "c", -12, 10);
      assertThat(journal.counter("c")).isEqualTo(-2);
      assertThat(journal.counter("C")).isZero();
    }
  }

  @Test
  default void a_counter_never_passes_its_cap_and_the_whole_write_is_refused() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      add(journal, "c", 8, 10);
      Write over =
          Write.builder()
              .record(Sample.draft("a", "one"))
              .row(Sample.put("k", RowChange.ABSENT, "OPEN", 0))
              .counter(CounterChange.add("other", 1))
              .counter(new CounterChange("c", 3, 10))
              .build();
      WriteRejectedException rejected =
          catchThrowableOfType(WriteRejectedException.class, () -> journal.writeNow(over));
      assertThat(rejected.reason()).isEqualTo(WriteRejectedException.Reason.COUNTER_CAP);
      assertThat(rejected.subject()).isEqualTo("c");
      assertThat(rejected).hasMessageContaining("c").hasMessageContaining("10");
      assertThat(journal.counter("c")).isEqualTo(8);
      assertThat(journal.counter("other")).isZero();
      assertThat(journal.head()).isZero();
      assertThat(journal.row("task", "k")).isEmpty();
    }
  }

  @Test
  default void giving_back_is_never_refused() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      add(journal, "c", 100, Long.MAX_VALUE);
      add(journal, "c", -1, 10);
      add(journal, "c", 0, 10);
      assertThat(journal.counter("c")).isEqualTo(99);
    }
  }

  @Test
  default void changes_of_one_counter_in_one_write_are_made_in_their_order() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      Write fits =
          Write.builder()
              .counter(new CounterChange("c", 8, 10))
              .counter(CounterChange.add("c", -5))
              .counter(new CounterChange("c", 7, 10))
              .build();
      journal.writeNow(fits);
      assertThat(journal.counter("c")).isEqualTo(10);
      Write doesNot =
          Write.builder()
              .counter(CounterChange.add("c", -5))
              .counter(new CounterChange("c", 3, 10))
              .counter(new CounterChange("c", 3, 10))
              .build();
      assertThatThrownBy(() -> journal.writeNow(doesNot))
          .isInstanceOf(WriteRejectedException.class);
      assertThat(journal.counter("c")).isEqualTo(10);
    }
  }

  @Test
  default void a_counter_does_not_wrap_around() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      add(journal, "c", Long.MAX_VALUE, Long.MAX_VALUE);
      assertThatThrownBy(() -> add(journal, "c", 1, Long.MAX_VALUE))
          .isInstanceOf(WriteRejectedException.class);
      assertThat(journal.counter("c")).isEqualTo(Long.MAX_VALUE);
    }
  }

  private static void add(Journal journal, String counter, long delta, long max) {
    journal.writeNow(Write.builder().counter(new CounterChange(counter, delta, max)).build());
  }
}

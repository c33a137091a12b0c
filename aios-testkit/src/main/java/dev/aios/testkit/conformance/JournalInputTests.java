package dev.aios.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.aios.api.ClosedException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the journal does with writes that make no sense, and after it was closed. */
interface JournalInputTests extends JournalStore {
  @Test
  default void a_write_that_makes_no_sense_is_refused_with_the_reason() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      journal.writeNow(Sample.note("a", "good"));
      badWrites()
          .forEach(
              (what, write) -> {
                Throwable refused = catchThrowable(() -> journal.writeNow(write));
                assertThat(refused).as(what).isInstanceOf(InvalidInputException.class);
                assertThat(refused.getMessage()).as(what).hasSizeGreaterThan(20);
                CompletableFuture<?> future = journal.write(write);
                assertThat(future).as(what).isCompletedExceptionally();
              });
      assertThat(journal.head()).isEqualTo(1);
      assertThat(journal.rows(RowQuery.table("task"))).isEmpty();
      assertThat(journal.writeNow(Sample.note("a", "still works")).lastPosition()).isEqualTo(2);
    }
  }

  @Test
  default void every_violation_of_a_write_is_listed() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      Write bad =
          Write.builder()
              .row(Sample.put("", RowChange.ANY, "OPEN", 0))
              .row(Sample.put("k", -2, "OPEN", 0))
              .counter(CounterChange.add("", 1))
              .build();
      Throwable refused = catchThrowable(() -> journal.writeNow(bad));
      assertThat(((InvalidInputException) refused).violations()).hasSize(3);
    }
  }

  private static Map<String, Write> badWrites() {
    Map<String, Write> bad = new LinkedHashMap<>();
    bad.put("empty", Write.builder().build());
    bad.put("one row twice", twice(Sample.put("k", 0, "", 0), Sample.delete("k", RowChange.ANY)));
    bad.put("version below any", Sample.only(Sample.put("k", -2, "OPEN", 0)));
    bad.put("delete what is absent", Sample.only(Sample.delete("k", RowChange.ABSENT)));
    bad.put("row without key", Sample.only(Sample.put("", 0, "OPEN", 0)));
    bad.put("row without table", row("", "k", "OPEN", Json.NULL));
    bad.put("counter without name", Write.builder().counter(CounterChange.add("", 1)).build());
    bad.put("NUL in a stream", Sample.note("a\0b", "x"));
    bad.put("NUL in a key", Sample.only(Sample.put("a\0b", 0, "OPEN", 0)));
    bad.put("half a character in a stream", Sample.note("a\uD83D", "x"));
    bad.put("half a character in a group", row("t", "k", "\uDE80", Json.NULL));
    bad.put("a kind of 5000 characters", Write.of(new Draft("k".repeat(5000), "a", Json.NULL)));
    bad.put("a key of 5000 characters", row("t", "k".repeat(5000), "", Json.NULL));
    bad.put("empty record body", Write.of(new Draft("k", "a", Json.of(""))));
    bad.put("empty row body", row("t", "k", "", Json.of("")));
    bad.put("invalid UTF-8 in a record", Write.of(new Draft("k", "a", broken(0xC3))));
    bad.put("invalid UTF-8 in a row", row("t", "k", "", broken(0xFF)));
    return bad;
  }

  private static Json broken(int last) {
    return Json.ofUtf8(new byte[] {'"', 'a', (byte) last});
  }

  private static Write row(String table, String key, String group, Json body) {
    return Sample.only(new RowChange.Put(table, key, RowChange.ANY, group, 0, body));
  }

  private static Write twice(RowChange one, RowChange two) {
    return Write.builder().row(one).row(two).build();
  }

  @Test
  default void nothing_can_be_read_with_a_limit_below_1() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      assertThatThrownBy(() -> journal.read(0, 0)).isInstanceOf(InvalidInputException.class);
      assertThatThrownBy(() -> journal.readStream("a", 0, -1))
          .isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  default void a_closed_journal_says_so() throws Exception {
    Journal journal = open(new SetWorld());
    journal.writeNow(Sample.note("a", "one"));
    journal.close();
    journal.close();
    assertThatThrownBy(() -> journal.writeNow(Sample.note("a", "two")))
        .isInstanceOf(ClosedException.class);
    assertThat(journal.write(Sample.note("a", "two"))).isCompletedExceptionally();
    assertThatThrownBy(() -> journal.read(0, 1)).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> journal.readStream("a", 0, 1)).isInstanceOf(ClosedException.class);
    assertThatThrownBy(journal::head).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> journal.row("t", "k")).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> journal.rows(RowQuery.table("t"))).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> journal.counter("c")).isInstanceOf(ClosedException.class);
    assertThatThrownBy(journal::verify).isInstanceOf(ClosedException.class);
  }
}

package dev.aios.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.journal.Commit;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Verification;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the journal promises to several writers and readers at once. */
interface JournalConcurrencyTests extends JournalStore {
  @Test
  default void writes_of_one_thread_are_applied_in_the_order_of_the_calls() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      Racers.run(
          4,
          racer -> {
            List<CompletableFuture<Commit>> commits = new ArrayList<>();
            for (int i = 0; i < 250; i++) {
              commits.add(journal.write(Sample.note("racer/" + racer, "n" + i)));
            }
            commits.forEach(CompletableFuture::join);
          });
      for (int racer = 0; racer < 4; racer++) {
        List<JournalRecord> stream = journal.readStream("racer/" + racer, 0, 1000);
        assertThat(stream).hasSize(250);
        for (int i = 0; i < 250; i++) {
          assertThat(stream.get(i).body()).isEqualTo(Sample.json("n" + i));
        }
      }
      assertThat(journal.head()).isEqualTo(1000);
      assertThat(journal.verify().ok()).isTrue();
    }
  }

  @Test
  default void a_commit_names_the_positions_at_which_its_records_stand() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      Racers.run(
          4,
          racer -> {
            for (int i = 0; i < 50; i++) {
              String text = racer + "." + i;
              Write write =
                  Write.builder()
                      .record(Sample.draft("a", text))
                      .record(Sample.draft("b", text))
                      .build();
              Commit commit = journal.writeNow(write);
              List<JournalRecord> records = journal.read(commit.firstPosition() - 1, 2);
              assertThat(records).hasSize(2);
              assertThat(records).allMatch(record -> record.body().equals(Sample.json(text)));
            }
          });
    }
  }

  @Test
  default void of_writers_that_change_one_row_each_version_goes_to_exactly_one() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      AtomicInteger rejections = new AtomicInteger();
      Racers.run(
          4,
          racer -> {
            for (int done = 0; done < 50; ) {
              long version = journal.row("task", "k").map(Row::version).orElse(RowChange.ABSENT);
              try {
                RowChange change = Sample.put("k", version, "OPEN", 0);
                journal.writeNow(Write.of(Sample.draft("k", "v" + (version + 1)), change));
                done++;
              } catch (WriteRejectedException e) {
                rejections.incrementAndGet();
              }
            }
          });
      assertThat(journal.row("task", "k").orElseThrow().version()).isEqualTo(200);
      List<JournalRecord> records = journal.readStream("k", 0, 1000);
      assertThat(records).hasSize(200);
      for (int i = 0; i < 200; i++) {
        assertThat(records.get(i).body()).isEqualTo(Sample.json("v" + (i + 1)));
      }
    }
  }

  @Test
  default void reservations_of_many_writers_never_pass_the_cap() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      AtomicInteger granted = new AtomicInteger();
      Racers.run(
          4,
          racer -> {
            for (int i = 0; i < 100; i++) {
              try {
                journal.writeNow(
                    Write.builder().counter(new CounterChange("budget", 3, 500)).build());
                granted.incrementAndGet();
              } catch (WriteRejectedException e) {
                assertThat(journal.counter("budget")).isGreaterThan(497);
              }
            }
          });
      assertThat(granted).hasValue(166);
      assertThat(journal.counter("budget")).isEqualTo(498);
    }
  }

  @Test
  default void a_rejected_write_does_not_harm_those_beside_it() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      List<CompletableFuture<Commit>> good = new ArrayList<>();
      List<CompletableFuture<Commit>> bad = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        RowChange fresh = Sample.put("k" + i, RowChange.ABSENT, "OPEN", i);
        RowChange stale = Sample.put("k" + i, 9, "OPEN", i);
        good.add(journal.write(Write.of(Sample.draft("a", "n" + i), fresh)));
        bad.add(journal.write(Write.of(Sample.draft("a", "bad"), stale)));
      }
      for (int i = 0; i < 300; i++) {
        assertThat(good.get(i).join().lastPosition()).isEqualTo(i + 1);
        CompletableFuture<Commit> rejected = bad.get(i);
        assertThatThrownBy(rejected::join).hasCauseInstanceOf(WriteRejectedException.class);
      }
      assertThat(journal.head()).isEqualTo(300);
    }
  }

  @Test
  default void a_continuation_may_write_again() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      assertThat(chain(journal, 0).join()).isEqualTo(300);
      assertThat(journal.head()).isEqualTo(300);
    }
  }

  private static CompletableFuture<Integer> chain(Journal journal, int written) {
    if (written == 300) {
      return CompletableFuture.completedFuture(written);
    }
    CompletableFuture<Commit> commit = journal.write(Sample.note("a", "n" + written));
    // Through another thread now and then, as an executor would, which also bounds the depth of
    // the stack where writes are done on the caller's thread.
    return written % 100 == 0
        ? commit.thenComposeAsync(done -> chain(journal, written + 1))
        : commit.thenCompose(done -> chain(journal, written + 1));
  }

  @Test
  default void the_chain_verifies_while_writes_go_on() throws Exception {
    try (Journal journal = open(new SetWorld())) {
      Racers.run(
          3,
          racer -> {
            for (int i = 0; i < 150; i++) {
              if (racer == 0) {
                Verification found = journal.verify();
                assertThat(found.problem()).isNull();
              } else {
                journal.writeNow(Sample.note("racer/" + racer, "n" + i));
              }
            }
          });
      assertThat(journal.verify().records()).isEqualTo(300);
    }
  }

  @Test
  default void close_finishes_the_writes_under_way() throws Exception {
    List<CompletableFuture<Commit>> commits = new ArrayList<>();
    try (Journal journal = open(new SetWorld())) {
      for (int i = 0; i < 500; i++) {
        commits.add(journal.write(Sample.note("a", "n" + i)));
      }
    }
    assertThat(commits).allMatch(commit -> commit.isDone() && !commit.isCompletedExceptionally());
  }
}

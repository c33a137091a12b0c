package dev.aios.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ClosedException;
import dev.aios.api.journal.Commit;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.value.Json;
import dev.aios.core.internal.SystemWorld;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteJournalTest {
  private final SystemWorld world = new SystemWorld();

  @TempDir Path folder;

  @AfterEach
  void close() {
    world.close();
  }

  private static Write step(int i, long expected) {
    return Write.of(
        new Draft("step.done", "run/" + i, Json.of("{\"step\":" + i + "}")),
        new RowChange.Put("run", "r" + i, expected, "RUNNING", i, Json.of("{\"at\":" + i + "}")));
  }

  @Test
  void what_was_written_is_there_after_closing_and_opening_again() {
    Path file = folder.resolve("a b?c%#d.db");
    try (SqliteJournal journal = SqliteJournal.open(file, world)) {
      assertThat(journal.writeNow(step(1, RowChange.ABSENT))).isEqualTo(new Commit(1, 1));
      assertThat(journal.writeNow(step(1, 1))).isEqualTo(new Commit(2, 2));
    }
    assertThat(file).exists();
    try (SqliteJournal journal = SqliteJournal.open(file, world)) {
      assertThat(journal.head()).isEqualTo(2);
      assertThat(journal.readStream("run/1", 0, 10)).hasSize(2);
      assertThat(journal.row("run", "r1").orElseThrow().version()).isEqualTo(2);
      assertThat(journal.writeNow(step(1, 2))).isEqualTo(new Commit(3, 3));
      assertThat(journal.verify().ok()).isTrue();
    }
  }

  @Test
  void writes_of_many_threads_are_all_kept_and_a_rejected_one_spoils_no_other() throws Exception {
    try (SqliteJournal journal = SqliteJournal.open(folder.resolve("j.db"), world)) {
      List<CompletableFuture<Commit>> commits = new ArrayList<>();
      List<CompletableFuture<Commit>> rejected = new ArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        int from = t * 1000;
        Thread thread =
            new Thread(
                () -> {
                  for (int i = from; i < from + 1000; i++) {
                    CompletableFuture<Commit> good = journal.write(step(i, RowChange.ABSENT));
                    CompletableFuture<Commit> bad = journal.write(step(i, 7));
                    synchronized (commits) {
                      commits.add(good);
                      rejected.add(bad);
                    }
                  }
                });
        thread.start();
        threads.add(thread);
      }
      for (Thread thread : threads) {
        thread.join();
      }
      CompletableFuture.allOf(commits.toArray(CompletableFuture[]::new)).join();
      for (CompletableFuture<Commit> bad : rejected) {
        assertThatThrownBy(bad::join).hasCauseInstanceOf(WriteRejectedException.class);
      }
      assertThat(journal.head()).isEqualTo(8000);
      assertThat(journal.verify().records()).isEqualTo(8000);
      assertThat(journal.verify().ok()).isTrue();
    }
  }

  @Test
  void a_closed_journal_refuses_everything() {
    SqliteJournal journal = SqliteJournal.open(folder.resolve("j.db"), world);
    journal.close();
    assertThatThrownBy(() -> journal.writeNow(step(1, 0))).isInstanceOf(ClosedException.class);
    assertThatThrownBy(journal::head).isInstanceOf(ClosedException.class);
    journal.close();
  }
}

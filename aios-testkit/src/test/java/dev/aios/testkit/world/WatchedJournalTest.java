package dev.aios.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ClosedException;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.value.Json;
import dev.aios.core.journal.SqliteJournal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WatchedJournalTest {
  private static final int CHAINS = 8;
  private static final int WRITES = 100;

  private final VirtualWorld world = VirtualWorld.create();

  @TempDir Path folder;

  /**
   * Chains of writes, each of which schedules the next two virtual milliseconds later. Writes of
   * several chains meet, so the journal commits some on a thread of its own.
   */
  @Test
  void the_clock_stands_still_until_a_write_is_durable_and_followed_up() {
    try (Journal sqlite = SqliteJournal.open(folder.resolve("a.db"), world)) {
      Journal journal = world.watching(sqlite);
      for (int chain = 0; chain < CHAINS; chain++) {
        world.executor().execute(() -> writeNext(journal, 0));
      }

      world.advance(Duration.ofSeconds(10));

      assertThat(journal.read(0, 10_000)).hasSize(CHAINS * WRITES);
      for (JournalRecord record : journal.read(0, 10_000)) {
        int number = Integer.parseInt(record.body().toString());
        assertThat(record.time()).isEqualTo(VirtualWorld.START.plusMillis(2L * number));
      }
    }
  }

  private void writeNext(Journal journal, int number) {
    var unused =
        journal
            .write(Write.of(new Draft("written", "stream", Json.of(String.valueOf(number)))))
            .thenRun(
                () -> {
                  if (number + 1 < WRITES) {
                    world.schedule(
                        world.instant().plusMillis(2), () -> writeNext(journal, number + 1));
                  }
                });
  }

  @Test
  void it_is_the_journal_that_it_watches() {
    Journal journal = world.watching(SqliteJournal.open(folder.resolve("b.db"), world));
    Write put =
        Write.of(
            new Draft("a", "stream", Json.of("1")),
            new RowChange.Put("table", "key", RowChange.ABSENT, "group", 1, Json.of("2")));
    AtomicReference<Throwable> told = new AtomicReference<>();

    journal.writeNow(put);
    journal
        .write(put)
        .whenComplete((commit, failure) -> told.set(failure))
        .exceptionally(e -> null)
        .join();

    assertThat(told.get()).isInstanceOf(WriteRejectedException.class);
    assertThatThrownBy(() -> journal.writeNow(put)).isInstanceOf(WriteRejectedException.class);
    assertThat(journal.head()).isEqualTo(1);
    assertThat(journal.read(0, 10)).hasSize(1);
    assertThat(journal.readStream("stream", 0, 10)).hasSize(1);
    assertThat(journal.row("table", "key")).isPresent();
    assertThat(journal.rows(RowQuery.table("table"))).hasSize(1);
    assertThat(journal.counter("none")).isZero();
    assertThat(journal.verify().ok()).isTrue();
    world.runUntilIdle();
    assertThat(world.isIdle()).isTrue();
    journal.close();
    assertThatThrownBy(journal::head).isInstanceOf(ClosedException.class);
  }
}

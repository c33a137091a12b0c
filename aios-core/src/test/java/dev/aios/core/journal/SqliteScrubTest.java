package dev.aios.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ClosedException;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.core.internal.SystemWorld;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was deleted from rows is in no file after a scrub, and everything else is as it was. */
class SqliteScrubTest {
  @TempDir Path folder;

  private boolean isFound(String needle) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(needle)) {
          return true;
        }
      }
      return false;
    }
  }

  private static RowChange put(String key, String text) {
    return new RowChange.Put("note", key, RowChange.ANY, "g", 0, Json.of("\"" + text + "\""));
  }

  @Test
  void deleted_and_replaced_content_is_gone_and_the_rest_stays() throws Exception {
    try (SystemWorld world = new SystemWorld();
        SqliteJournal journal = SqliteJournal.open(folder.resolve("company.db"), world)) {
      for (int i = 0; i < 500; i++) {
        journal.writeNow(
            Write.of(
                new Draft("note.put", "note/" + i, Json.of("{}")),
                put("k" + i, "filler " + "x".repeat(i * 7))));
      }
      journal.writeNow(
          Write.builder().row(put("gone", "quartzsand")).row(put("kept", "malachite")).build());
      journal.writeNow(
          Write.builder()
              .row(new RowChange.Delete("note", "gone", 1))
              .row(put("kept", "granite"))
              .build());
      assertThat(isFound("quartzsand")).as("a deletion alone leaves it").isTrue();

      CompletableFuture<?> last = CompletableFuture.completedFuture(null);
      for (int i = 0; i < 50; i++) {
        last = journal.write(Write.builder().row(put("during" + i, "written meanwhile")).build());
      }
      assertThat(journal.scrub()).isTrue();
      last.join();

      assertThat(isFound("quartzsand")).isFalse();
      assertThat(isFound("malachite")).isFalse();
      assertThat(isFound("granite")).isTrue();
      assertThat(journal.row("note", "kept").orElseThrow().version()).isEqualTo(2);
      assertThat(journal.rows(RowQuery.table("note"))).hasSize(551);
      assertThat(journal.head()).isEqualTo(500);
      assertThat(journal.verify().ok()).isTrue();
      journal.writeNow(Write.builder().row(new RowChange.Delete("note", "kept", 2)).build());
      assertThat(journal.row("note", "kept")).isEmpty();
    }
  }

  @Test
  void writes_of_the_same_journal_wait_for_it_however_short_their_patience() throws Exception {
    try (SystemWorld world = new SystemWorld();
        SqliteJournal journal =
            SqliteJournal.open(
                folder.resolve("company.db"),
                world,
                SqliteOptions.DEFAULTS.busyTimeout(Duration.ZERO))) {
      for (int i = 0; i < 500; i++) {
        journal.writeNow(Write.builder().row(put("k" + i, "x".repeat(20_000))).build());
      }
      AtomicBoolean scrubbed = new AtomicBoolean();
      AtomicInteger written = new AtomicInteger();
      Thread writer =
          new Thread(
              () -> {
                while (!scrubbed.get()) {
                  journal.writeNow(Write.builder().row(put("w", "written meanwhile")).build());
                  written.incrementAndGet();
                }
              });
      AtomicReference<Throwable> failure = new AtomicReference<>();
      writer.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
      writer.start();
      for (int i = 0; i < 5; i++) {
        assertThat(journal.scrub()).isTrue();
      }
      scrubbed.set(true);
      writer.join();
      assertThat(failure.get()).isNull();
      assertThat(journal.row("note", "w").orElseThrow().version()).isEqualTo(written.get());
    }
  }

  @Test
  void another_process_goes_on_after_it() {
    try (SystemWorld world = new SystemWorld();
        SqliteJournal one = SqliteJournal.open(folder.resolve("company.db"), world);
        SqliteJournal two = SqliteJournal.open(folder.resolve("company.db"), world)) {
      two.writeNow(Write.builder().row(put("a", "one")).build());
      one.scrub();
      two.writeNow(Write.builder().row(put("a", "two")).build());
      one.writeNow(Write.builder().row(put("a", "three")).build());

      assertThat(two.row("note", "a").orElseThrow().version()).isEqualTo(3);
      assertThat(one.verify().ok()).isTrue();
    }
  }

  @Test
  void a_closed_journal_is_not_scrubbed() {
    try (SystemWorld world = new SystemWorld()) {
      SqliteJournal journal = SqliteJournal.open(folder.resolve("company.db"), world);
      journal.close();
      assertThatThrownBy(journal::scrub).isInstanceOf(ClosedException.class);
    }
  }
}

package dev.aios.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.World;
import dev.aios.api.journal.Commit;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.value.Json;
import dev.aios.core.internal.SystemWorld;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the SQLite journal does beyond the contract that the conformance kit checks. */
@Timeout(120)
class SqliteJournalTest {
  private final SystemWorld world = new SystemWorld();

  @TempDir Path folder;

  @AfterEach
  void close() {
    world.close();
  }

  private Path file() {
    return folder.resolve("company.db");
  }

  private static Write step(int i, long expected) {
    return Write.of(
        new Draft("step.done", "run/" + i, Json.of("{\"step\":" + i + "}")),
        new RowChange.Put("run", "r" + i, expected, "RUNNING", i, Json.of("{\"at\":" + i + "}")));
  }

  @Test
  void a_write_of_thousands_of_records_and_rows_is_one_commit() {
    Write.Builder many = Write.builder();
    for (int i = 0; i < 5000; i++) {
      many.all(step(i, RowChange.ABSENT));
    }
    try (Journal journal = SqliteJournal.open(file(), world)) {
      assertThat(journal.writeNow(many.build())).isEqualTo(new Commit(1, 5000));
      assertThat(journal.rows(RowQuery.table("run"))).hasSize(5000);
      assertThat(journal.readStream("run/4999", 0, 2)).hasSize(1);
      assertThat(journal.verify().records()).isEqualTo(5000);
    }
  }

  @Test
  void what_the_writer_has_forgotten_it_finds_again() {
    // More rows and streams than the writer remembers, the first ones changed once more at the end.
    int count = 20_000;
    try (Journal journal = SqliteJournal.open(file(), world)) {
      List<CompletableFuture<Commit>> commits = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        commits.add(journal.write(step(i, RowChange.ABSENT)));
      }
      CompletableFuture.allOf(commits.toArray(CompletableFuture[]::new)).join();
      assertThatThrownBy(() -> journal.writeNow(step(0, RowChange.ABSENT)))
          .isInstanceOf(WriteRejectedException.class);
      journal.writeNow(step(0, 1));
      assertThat(journal.row("run", "r0").orElseThrow().version()).isEqualTo(2);
      assertThat(journal.readStream("run/0", 0, 10)).hasSize(2);
      assertThat(journal.verify().records()).isEqualTo(count + 1);
    }
  }

  @Test
  void an_interrupted_caller_still_writes_and_reads_and_stays_interrupted() {
    try (Journal journal = SqliteJournal.open(file(), world)) {
      Thread.currentThread().interrupt();
      assertThat(journal.writeNow(step(1, RowChange.ABSENT)).lastPosition()).isEqualTo(1);
      assertThat(journal.head()).isEqualTo(1);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void a_clock_that_fails_fails_the_write_and_not_the_journal() {
    AtomicBoolean broken = new AtomicBoolean(true);
    World fragile =
        (World)
            Proxy.newProxyInstance(
                World.class.getClassLoader(),
                new Class<?>[] {World.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("instant") && broken.get()) {
                    throw new IllegalStateException("no time");
                  }
                  try {
                    return method.invoke(world, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    try (Journal journal = SqliteJournal.open(file(), fragile)) {
      assertThat(journal.write(step(1, 0))).isCompletedExceptionally();
      broken.set(false);
      assertThat(journal.writeNow(step(1, 0))).isEqualTo(new Commit(1, 1));
    }
  }

  @Test
  void reads_do_not_wait_for_a_writer_that_holds_the_lock() throws Exception {
    try (Journal journal = SqliteJournal.open(file(), world)) {
      journal.writeNow(step(1, RowChange.ABSENT));
      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
          Statement statement = other.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        CompletableFuture<Commit> waiting =
            CompletableFuture.supplyAsync(() -> journal.writeNow(step(2, RowChange.ABSENT)));
        assertThat(journal.head()).isEqualTo(1);
        assertThat(journal.row("run", "r1")).isPresent();
        assertThat(journal.verify().records()).isEqualTo(1);
        assertThat(waiting).isNotDone();
        statement.execute("COMMIT");
        assertThat(waiting.join().lastPosition()).isEqualTo(2);
      }
    }
  }

  @Test
  void more_readers_than_connections_take_turns() throws Exception {
    try (Journal journal = SqliteJournal.open(file(), world, SqliteOptions.DEFAULTS.readers(2))) {
      for (int i = 0; i < 100; i++) {
        journal.writeNow(step(i, RowChange.ABSENT));
      }
      List<CompletableFuture<Integer>> readers = new ArrayList<>();
      for (int t = 0; t < 16; t++) {
        CompletableFuture<Integer> reader = new CompletableFuture<>();
        readers.add(reader);
        Thread thread =
            new Thread(
                () -> {
                  int seen = 0;
                  for (int i = 0; i < 50; i++) {
                    seen += journal.read(0, 1000).size();
                  }
                  reader.complete(seen);
                });
        thread.start();
      }
      for (CompletableFuture<Integer> reader : readers) {
        assertThat(reader.join()).isEqualTo(5000);
      }
    }
  }

  @Test
  void the_write_ahead_log_does_not_grow_without_end() throws Exception {
    try (Journal journal = SqliteJournal.open(file(), world)) {
      for (int round = 0; round < 30; round++) {
        List<CompletableFuture<Commit>> commits = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
          Json body = Json.of("\"" + "x".repeat(1000) + "\"");
          commits.add(journal.write(Write.of(new Draft("note", "s" + i % 50, body))));
        }
        CompletableFuture.allOf(commits.toArray(CompletableFuture[]::new)).join();
        journal.read(journal.head() - 10, 10);
      }
      assertThat(Files.size(Path.of(file() + "-wal"))).isLessThan(30L << 20);
      assertThat(Files.size(file())).isGreaterThan(20L << 20);
    }
  }

  @Test
  void closing_leaves_one_file() throws Exception {
    SqliteJournal journal = SqliteJournal.open(file(), world);
    journal.writeNow(step(1, RowChange.ABSENT));
    journal.head();
    journal.close();
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file());
    }
  }
}

package dev.aios.tests.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.StorageException;
import dev.aios.api.journal.Commit;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.core.journal.PostgresJournal;
import dev.aios.core.journal.PostgresOptions;
import dev.aios.testkit.world.VirtualWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections that break and a server that goes away: what became of the writes under way. */
@Timeout(180)
class PostgresLossTest {
  private static Write counted(int n) {
    return Write.builder()
        .record(new Draft("note.added", "s" + n % 7, Json.of("" + n)))
        .row(new RowChange.Put("task", "k" + n, RowChange.ABSENT, "OPEN", n, Json.of("1")))
        .counter(CounterChange.add("written", 1))
        .build();
  }

  @Test
  void a_write_whose_connection_is_killed_is_applied_once_and_nobody_notices() throws Exception {
    String schema = Postgres.freshSchema();
    String kill =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%\""
            + schema
            + "\".append%' AND pid <> pg_backend_pid()";
    try (Journal journal =
        PostgresJournal.open(
            Postgres.url(),
            VirtualWorld.builder().build(),
            PostgresOptions.DEFAULTS.schema(schema).patience(Duration.ofSeconds(60)))) {
      List<CompletableFuture<Commit>> commits = new ArrayList<>();
      int killed = 0;
      for (int n = 0; n < 1500; n++) {
        commits.add(journal.write(counted(n)));
        if (n % 50 == 49) {
          killed += Postgres.number("SELECT count(*) FROM (" + kill + ") k");
        }
      }
      for (CompletableFuture<Commit> commit : commits) {
        assertThat(commit.join().firstPosition()).isPositive();
      }
      assertThat(killed).isGreaterThan(10);
      assertThat(journal.counter("written")).isEqualTo(1500);
      assertThat(journal.rows(RowQuery.table("task"))).hasSize(1500);
      assertThat(journal.verify().problem()).isNull();
      assertThat(journal.verify().records()).isEqualTo(1500);
      for (int n = 0; n < 1500; n++) {
        long position = commits.get(n).join().firstPosition();
        assertThat(journal.read(position - 1, 1).get(0).body()).isEqualTo(Json.of("" + n));
      }
    }
  }

  @Test
  void a_server_that_is_killed_and_started_again_is_gone_on_with(@TempDir Path dir)
      throws Exception {
    OwnServer server = new OwnServer(dir.resolve("data"));
    server.start();
    try (Journal journal =
        PostgresJournal.open(
            server.url(),
            VirtualWorld.builder().build(),
            PostgresOptions.DEFAULTS.patience(Duration.ofMillis(300)))) {
      for (int n = 0; n < 20; n++) {
        journal.writeNow(counted(n));
      }
      server.kill();
      assertThatThrownBy(() -> journal.writeNow(counted(100)))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("PostgreSQL schema aios")
          .hasMessageContaining("goes on by itself");
      assertThatThrownBy(journal::head).isInstanceOf(StorageException.class);

      server.start();
      journal.writeNow(counted(200));
      // The readers' pool waits a little longer after each vain try.
      while (!isReadable(journal)) {
        Thread.sleep(50);
      }
      assertThat(journal.readStream("s4", 0, 10))
          .extracting(record -> record.body().toString())
          .containsExactly("4", "11", "18", "200");
      for (int n = 0; n < 20; n++) {
        assertThat(journal.row("task", "k" + n)).isPresent();
      }
      assertThat(journal.row("task", "k200")).isPresent();
      assertThat(journal.verify().problem()).isNull();
      assertThat(journal.counter("written")).isEqualTo(journal.verify().records());
    } finally {
      server.kill();
    }
  }

  private static boolean isReadable(Journal journal) {
    try {
      return journal.head() > 0;
    } catch (StorageException e) {
      return false;
    }
  }

  @Test
  void a_database_that_cannot_be_reached_or_used_is_a_clear_error() throws Exception {
    VirtualWorld world = VirtualWorld.builder().build();
    assertThatThrownBy(
            () -> PostgresJournal.open("jdbc:postgresql://localhost:1/company?user=x", world))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("connection");
    assertThatThrownBy(
            () -> PostgresJournal.open(Postgres.url().replace("/postgres", "/nowhere"), world))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("no such database");
    String foreign = Postgres.freshSchema();
    Postgres.execute("CREATE SCHEMA " + foreign);
    Postgres.execute("CREATE TABLE " + foreign + ".invoice (id int)");
    assertThatThrownBy(
            () ->
                PostgresJournal.open(
                    Postgres.url(), world, PostgresOptions.DEFAULTS.schema(foreign)))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("something else");
    assertThatThrownBy(
            () ->
                PostgresJournal.open(
                    Postgres.url(), world, PostgresOptions.DEFAULTS.schema("a\"; drop")))
        .isInstanceOf(dev.aios.api.InvalidInputException.class);
  }

  @Test
  void a_schema_that_a_newer_program_wrote_is_refused() throws Exception {
    String schema = Postgres.freshSchema();
    PostgresOptions options = PostgresOptions.DEFAULTS.schema(schema);
    VirtualWorld world = VirtualWorld.builder().build();
    PostgresJournal.open(Postgres.url(), world, options).close();
    Postgres.execute("UPDATE " + schema + ".meta SET version = 99");
    assertThatThrownBy(() -> PostgresJournal.open(Postgres.url(), world, options))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("schema version 99")
        .hasMessageContaining("Upgrade AIOS");
  }
}

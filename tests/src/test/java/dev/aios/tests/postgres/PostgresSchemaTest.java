package dev.aios.tests.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.StorageException;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.core.journal.PostgresJournal;
import dev.aios.core.journal.PostgresOptions;
import dev.aios.testkit.world.VirtualWorld;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A schema of an older version becomes one of this version, with what is in it. */
@Timeout(240)
class PostgresSchemaTest {
  private static final Write NOTE = Write.of(new Draft("note", "client/other", Json.NULL));

  private final String schema = Postgres.freshSchema();
  private final PostgresOptions options = PostgresOptions.DEFAULTS.schema(schema).readers(2);
  private final VirtualWorld world = VirtualWorld.builder().build();

  @BeforeEach
  void aJournalOfVersion1() throws Exception {
    try (InputStream in = PostgresSchemaTest.class.getResourceAsStream("version-1.sql")) {
      String script = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      Postgres.execute(script.replace("\"SCHEMA\"", schema));
    }
  }

  private PostgresJournal open() {
    return PostgresJournal.open(Postgres.url(), world, options);
  }

  private int version() throws Exception {
    return Postgres.number("SELECT version FROM " + schema + ".meta");
  }

  @Test
  void whoever_only_looks_makes_nothing_and_lifts_nothing() throws Exception {
    assertThatThrownBy(() -> PostgresJournal.open(Postgres.url(), world, options.asItIs()))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("an older AIOS wrote it (schema version 1, this one reads 3)");
    assertThat(version()).isEqualTo(1);
    open().close();
    try (PostgresJournal journal = PostgresJournal.open(Postgres.url(), world, options.asItIs())) {
      assertThat(journal.verify().records()).isEqualTo(6);
    }

    String other = Postgres.freshSchema();
    assertThatThrownBy(
            () ->
                PostgresJournal.open(
                    Postgres.url(), world, PostgresOptions.DEFAULTS.schema(other).asItIs()))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("there is no journal in it");
    assertThat(
            Postgres.number(
                "SELECT count(*)::int FROM pg_namespace WHERE nspname = '" + other + "'"))
        .isZero();
  }

  private void requireWhole() throws Exception {
    try (PostgresJournal journal = open()) {
      assertThat(journal.verify().ok()).isTrue();
      assertThat(journal.verify().records()).isEqualTo(6);
      assertThat(journal.readStream("client/Zoë & Søn", 0, 10))
          .extracting(JournalRecord::body)
          .containsExactly(
              Json.of("{\"text\": \"It's due on Friday\"}"), Json.of("{\"text\":\"🚀\"}"));
      assertThat(journal.row("run", "invoicing:2025-11").orElseThrow().version()).isEqualTo(3);
      assertThat(journal.counter("spent")).isEqualTo(42);
      assertThat(journal.writeNow(NOTE).firstPosition()).isEqualTo(7);
      assertThat(journal.verify().ok()).isTrue();
    }
    assertThat(version()).isEqualTo(3);
  }

  @Test
  void a_journal_of_version_1_is_lifted_with_all_that_is_in_it() throws Exception {
    assertThat(version()).isEqualTo(1);
    requireWhole();
  }

  @Test
  void nodes_that_open_it_together_lift_it_once() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> opened = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        opened.add(threads.submit(() -> open().close()));
      }
      for (Future<?> each : opened) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }
    requireWhole();
  }

  @Test
  void a_node_whose_lifting_is_cut_off_has_changed_nothing() throws Exception {
    // what the step makes is there already, so that it fails after it began
    Postgres.execute("CREATE VIEW " + schema + ".archived AS SELECT 1 AS chain");
    assertThatThrownBy(this::open).isInstanceOf(StorageException.class);
    assertThat(version()).isEqualTo(1);
    Postgres.execute("DROP VIEW " + schema + ".archived");
    requireWhole();
  }

  @Test
  void a_node_that_is_killed_while_it_lifts_has_changed_nothing() throws Exception {
    try (Connection other = DriverManager.getConnection(Postgres.url());
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      // the first step is done and the next one waits, as long as somebody reads
      statement.execute("SELECT * FROM " + schema + ".meta");
      Path said = Files.createTempFile("lifting", ".out");
      Process node =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx64m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  LiftingNode.class.getName(),
                  Postgres.url(),
                  schema)
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      String waiting =
          "SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
              + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT l.granted"
              + " AND c.relname = 'meta' AND n.nspname = '"
              + schema
              + "'";
      for (int waited = 0; Postgres.number(waiting) == 0; waited++) {
        assertThat(waited).as("it comes to the step: %s", Files.readString(said)).isLessThan(600);
        LockSupport.parkNanos(100_000_000);
      }
      node.destroyForcibly();
      assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
      other.rollback();
    }
    assertThat(version()).isEqualTo(1);
    requireWhole();
  }

  @Test
  void a_node_that_is_running_when_a_newer_one_lifts_the_schema_writes_no_more() throws Exception {
    try (PostgresJournal old = open()) {
      old.writeNow(NOTE);
      Postgres.execute(
          "UPDATE %1$s.meta SET version = 99; ALTER FUNCTION %1$s.append RENAME TO append_99"
              .formatted(schema));
      assertThatThrownBy(() -> old.writeNow(NOTE))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("newer AIOS")
          .hasMessageContaining("upgrade");
      assertThat(old.head()).isEqualTo(7);
    }
  }

  @Test
  void a_schema_that_lacks_a_column_is_refused_by_name() throws Exception {
    open().close();
    Postgres.execute("ALTER TABLE " + schema + ".record RENAME COLUMN kind TO sort");
    assertThatThrownBy(this::open)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("record.kind")
        .hasMessageContaining("backup");
  }
}

package dev.aios.core.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.StorageException;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.core.internal.SystemWorld;
import dev.aios.core.journal.Commands;
import dev.aios.core.journal.SqliteJournal;
import dev.aios.core.journal.SqliteOptions;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file of an older schema becomes one of this schema, with what is in it. */
@Timeout(240)
class SqliteSchemaTest {
  private static final Write NOTE = Write.of(new Draft("note", "client/other", Json.NULL));

  private final SystemWorld world = new SystemWorld();

  @TempDir Path folder;

  private Path file;

  @BeforeEach
  void aJournalOfVersion1() throws Exception {
    file = folder.resolve("company.db");
    try (InputStream in = SqliteSchemaTest.class.getResourceAsStream("version-1.sql")) {
      sql(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void sql(String script) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(script);
    }
  }

  private int version() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("PRAGMA user_version")) {
      return result.getInt(1);
    }
  }

  @Test
  void whoever_only_looks_at_it_lifts_nothing() throws SQLException {
    assertThatThrownBy(() -> SqliteJournal.open(file, world, SqliteOptions.DEFAULTS.asItIs()))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("an older AIOS wrote it (schema 1, this one reads 3)")
        .hasMessageContaining(file.toString());
    assertThat(version()).isEqualTo(1);

    SqliteJournal.open(file, world).close();
    try (SqliteJournal journal = SqliteJournal.open(file, world, SqliteOptions.DEFAULTS.asItIs())) {
      assertThat(journal.verify().records()).isEqualTo(6);
    }
  }

  private void requireWhole() throws SQLException {
    try (SqliteJournal journal = SqliteJournal.open(file, world)) {
      assertThat(journal.verify().ok()).isTrue();
      assertThat(journal.verify().records()).isEqualTo(6);
      assertThat(journal.readStream("client/Zoë & Søn", 0, 10))
          .extracting(JournalRecord::body)
          .containsExactly(
              Json.of("{\"text\": \"It's due on Friday\"}"), Json.of("{\"text\":\"🚀\"}"));
      assertThat(journal.row("run", "invoicing:2025-11"))
          .contains(
              new Row(
                  "run",
                  "invoicing:2025-11",
                  3,
                  "COMPLETED",
                  0,
                  Json.of("{\"state\":\"COMPLETED\"}"),
                  5));
      assertThat(journal.counter("spent")).isEqualTo(42);
      assertThat(journal.writeNow(NOTE).firstPosition()).isEqualTo(7);
      assertThat(journal.verify().ok()).isTrue();
    }
    assertThat(version()).isEqualTo(SqliteSchema.VERSION);
  }

  @Test
  void a_journal_of_version_1_is_lifted_with_all_that_is_in_it() throws Exception {
    assertThat(version()).isEqualTo(1);
    requireWhole();
  }

  @Test
  void a_process_that_dies_after_any_statement_of_a_step_has_changed_nothing() throws Exception {
    int statements = SqliteSchema.STEPS.get(1).size();
    for (int before = 0; before <= statements; before++) {
      Process child = Commands.java(folder, LiftingChild.class, file, before);
      assertThat(child.waitFor()).isEqualTo(9);
      assertThat(version()).isEqualTo(1);
    }
    requireWhole();
  }

  @Test
  void processes_that_open_it_together_lift_it_once() throws Exception {
    List<Process> children = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      children.add(Commands.java(folder, LiftingChild.class, file));
    }
    for (Process child : children) {
      assertThat(child.waitFor(200, TimeUnit.SECONDS)).isTrue();
      assertThat(child.exitValue()).isZero();
    }
    requireWhole();
  }

  @Test
  void a_program_that_is_running_when_a_newer_one_lifts_the_file_writes_no_more() throws Exception {
    try (SqliteJournal old = SqliteJournal.open(file, world)) {
      old.writeNow(NOTE);
      sql("CREATE TABLE later (id INTEGER); PRAGMA user_version = 99");
      assertThatThrownBy(() -> old.writeNow(NOTE))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("newer AIOS")
          .hasMessageContaining("schema 99")
          .hasMessageContaining("upgrade");
      assertThat(old.head()).isEqualTo(7);
    }
  }

  @Test
  void a_file_that_lacks_a_column_is_refused_by_name() throws Exception {
    SqliteJournal.open(file, world).close();
    sql("ALTER TABLE record RENAME COLUMN kind TO sort");
    assertThatThrownBy(() -> SqliteJournal.open(file, world))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("record.kind")
        .hasMessageContaining("backup");
  }

  @Test
  void a_file_of_a_version_that_never_was_is_refused() throws Exception {
    sql("PRAGMA user_version = 0");
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(() -> SqliteJournal.open(file, world)).isInstanceOf(StorageException.class);
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }
}

package dev.aios.core.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.core.internal.SystemWorld;
import dev.aios.core.journal.SqliteJournal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir private Path dir;
  private Path file = Path.of("");

  @BeforeEach
  void a_journal() {
    file = dir.resolve("company.db");
    try (SystemWorld world = new SystemWorld();
        SqliteJournal journal = SqliteJournal.open(file, world)) {
      for (int i = 1; i <= 5; i++) {
        journal.writeNow(Write.of(new Draft("noted", "s", Json.of("{\"n\":" + i + "}"))));
      }
    }
  }

  private int run(String... args) {
    return Main.run(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        args);
  }

  @Test
  void a_journal_that_fits_is_verified() {
    assertThat(run("verify", file.toString())).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("5 records verified, head ");
    assertThat(run("verify", "jdbc:sqlite:" + file)).isZero();
  }

  @Test
  void a_journal_without_archive_files_is_verified_with_any_folder() {
    assertThat(run("verify", file.toString(), "--archive", dir.resolve("none").toString()))
        .isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("5 records verified, head ");
  }

  @Test
  void a_record_that_was_changed_is_named() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE record SET body = '{\"n\":9}' WHERE position = 3");
    }

    assertThat(run("verify", file.toString())).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("record 3 does not fit", "the 2 before");
  }

  @Test
  void an_empty_file_is_no_journal_and_stays_empty() throws IOException {
    Path empty = Files.createFile(dir.resolve("empty.db"));

    assertThat(run("verify", empty.toString())).isEqualTo(2);

    assertThat(err.toString(StandardCharsets.UTF_8)).contains("it is empty: there is no journal");
    assertThat(empty).isEmptyFile();
  }

  @Test
  void a_schema_is_for_postgresql() {
    assertThat(run("verify", file.toString(), "--schema", "billing")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("--schema is for journals on Post");
  }

  @Test
  void a_file_that_is_missing_or_no_journal_is_left_alone() throws IOException {
    Path absent = dir.resolve("absent.db");
    Path text =
        Files.writeString(dir.resolve("text.db"), "no database at all, but long enough to see");

    assertThat(run("verify", absent.toString())).isEqualTo(2);
    assertThat(absent).doesNotExist();
    assertThat(run("verify", text.toString())).isEqualTo(2);
    assertThat(text).hasContent("no database at all, but long enough to see");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("there is no such file", "text.db");
  }

  @Test
  void a_command_that_is_none_is_answered_with_the_usage() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("verify")).isEqualTo(2);
    assertThat(run("mend", file.toString())).isEqualTo(2);
    assertThat(run("verify", file.toString(), "--archive")).isEqualTo(2);
    assertThat(run("verify", file.toString(), "--else", dir.toString())).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("Usage: aios verify JOURNAL");
    assertThat(run("verify", file.toString(), "--key")).isEqualTo(2);
    assertThat(run("verify", file.toString(), "--what", "x")).isEqualTo(2);
    assertThat(run("head", file.toString(), "--key", "x")).isEqualTo(2);
    assertThat(run("prove", file.toString())).isEqualTo(2);
    assertThat(run("prove", file.toString(), "two")).isEqualTo(2);
  }
}

package dev.aios.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.core.internal.SystemWorld;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** docs/journal-format.md is true: the verifier that it prints reads what the journal writes. */
@Timeout(60)
class JournalFormatTest {
  private static final Path PAGE = Path.of("..", "docs", "journal-format.md");

  private final SystemWorld world = new SystemWorld();

  @TempDir Path folder;

  private Path file;
  private Path verifier;

  @BeforeEach
  void aJournalAndThePrintedVerifier() throws Exception {
    Assumptions.assumeTrue(Commands.succeeds("python3", "--version"), "there is no python3");
    String page = Files.readString(PAGE);
    int start = page.indexOf("```python\n") + "```python\n".length();
    verifier = folder.resolve("verify.py");
    Files.writeString(verifier, page.substring(start, page.indexOf("```", start)));
    file = folder.resolve("company.db");
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void write(SqliteJournal journal) {
    for (int i = 0; i < 50; i++) {
      Json body = Json.of("{\"n\":" + i + ",\"text\":\"Zoë 🚀" + "x".repeat(i * 40) + "\"}");
      journal.writeNow(Write.of(new Draft("note.added", "client/é" + i % 7, body)));
    }
  }

  @Test
  void the_printed_verifier_has_about_twenty_lines() throws Exception {
    assertThat(Files.readAllLines(verifier)).hasSizeLessThanOrEqualTo(20);
  }

  @Test
  void the_printed_verifier_accepts_a_journal_while_it_is_open_and_after() throws Exception {
    String head;
    try (SqliteJournal journal = SqliteJournal.open(file, world)) {
      write(journal);
      head = journal.verify().headHash();
      assertThat(verify()).startsWith("50 records verified, head " + head);
    }
    assertThat(verify()).startsWith("50 records verified, head " + head);
  }

  @Test
  void the_printed_verifier_accepts_an_empty_journal() throws Exception {
    SqliteJournal.open(file, world).close();
    assertThat(verify()).startsWith("0 records verified, head " + "0".repeat(64));
  }

  @Test
  void the_printed_verifier_names_a_changed_record_and_a_missing_end() throws Exception {
    try (SqliteJournal journal = SqliteJournal.open(file, world)) {
      write(journal);
    }
    Sql.run(file, "DELETE FROM record WHERE position = 50");
    assertThat(verify()).startsWith("record 50 is missing");
    Sql.run(file, "UPDATE record SET body = '{}' WHERE position = 17");
    assertThat(verify()).startsWith("record 17 does not fit");
  }

  @Test
  void the_printed_verifier_goes_past_what_is_in_archives_and_finds_the_rest() throws Exception {
    try (SqliteJournal journal = SqliteJournal.open(file, world)) {
      write(journal);
      Write.Builder some = Write.builder().record("journal.archived", "x", Json.of("{}"));
      for (long position : new long[] {1, 2, 7, 20, 21, 50}) {
        some.archived(position);
      }
      journal.writeNow(some.build());
    }
    assertThat(verify()).startsWith("51 records verified");
    Sql.run(file, "UPDATE record SET body = '{}' WHERE position = 22");
    assertThat(verify()).startsWith("record 22 does not fit");
  }

  @Test
  void the_file_says_what_it_is() throws Exception {
    SqliteJournal.open(file, world).close();
    assertThat(Sql.text(file, "PRAGMA application_id")).isEqualTo("1095323475");
    assertThat(Sql.text(file, "PRAGMA user_version")).isEqualTo("2");
    assertThat(Sql.text(file, "PRAGMA journal_mode")).isEqualTo("wal");
  }

  private String verify() throws Exception {
    return Commands.output("python3", verifier.toString(), file.toString());
  }
}

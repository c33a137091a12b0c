package dev.aios.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Write;
import dev.aios.api.proof.Ed25519Key;
import dev.aios.api.proof.SignedTreeHead;
import dev.aios.api.value.Json;
import dev.aios.core.internal.SystemWorld;
import dev.aios.core.internal.proof.TreeSigner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

  /** The texts that check heads, saved beside the verifier and joined to it as the page says. */
  private void addTheVerifierOfHeads() throws Exception {
    Files.writeString(verifier, printed("end of verify.py"), StandardOpenOption.APPEND);
    for (String name : List.of("tree.py", "ed25519.py")) {
      Files.writeString(folder.resolve(name), printed(name));
    }
  }

  private static String printed(String name) throws Exception {
    String page = Files.readString(PAGE);
    String before = "<!-- " + name + " -->\n```python\n";
    int start = page.indexOf(before) + before.length();
    assertThat(start).as(name).isGreaterThan(before.length());
    return page.substring(start, page.indexOf("```", start));
  }

  private SignedTreeHead sign(SqliteJournal journal, Ed25519Key key) {
    return new TreeSigner(journal, world, key, Duration.ofMinutes(10), 10_000).sign();
  }

  @Test
  void the_printed_verifier_of_heads_accepts_those_of_the_journal_and_those_kept()
      throws Exception {
    addTheVerifierOfHeads();
    Ed25519Key key = Ed25519Key.generate("studio.example/journal");
    Path kept = folder.resolve("kept.txt");
    try (SqliteJournal journal = SqliteJournal.open(file, world)) {
      Files.writeString(kept, sign(journal, key).text());
      assertThat(verify()).contains("1 heads verified, signatures not checked");
      for (int i = 0; i < 6; i++) {
        write(journal);
        sign(journal, key);
      }
      Files.writeString(kept, sign(journal, key).text());
    }
    Path pub = folder.resolve("journal.pub");
    Files.writeString(pub, key.verifyingKey().text());
    Path stranger = folder.resolve("stranger.pub");
    Files.writeString(
        stranger, Ed25519Key.generate("studio.example/journal").verifyingKey().text());

    assertThat(verify(pub, kept)).contains("307 records verified", "8 heads verified", "too");
    assertThat(verify(kept)).contains("8 heads verified, signatures not checked");
    assertThat(verify(stranger)).contains("is not signed by a key that was given");
    Files.writeString(kept, Files.readString(kept).replace("\n306\n", "\n305\n"));
    assertThat(verify(kept)).contains("the first 305 records are not those of the head");
    assertThat(verify(pub, kept)).contains("the head over 305 records is not signed");
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
    assertThat(Sql.text(file, "PRAGMA user_version")).isEqualTo("3");
    assertThat(Sql.text(file, "PRAGMA journal_mode")).isEqualTo("wal");
  }

  private String verify(Path... files) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("python3", verifier.toString(), file.toString()));
    for (Path each : files) {
      command.add(each.toString());
    }
    return Commands.output(command.toArray(String[]::new));
  }
}

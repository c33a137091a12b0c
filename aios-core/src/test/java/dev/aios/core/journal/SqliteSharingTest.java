package dev.aios.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.journal.JournalRecord;
import dev.aios.core.internal.SystemWorld;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several processes on one file. */
@Timeout(120)
class SqliteSharingTest {
  private static final int EACH = 150;

  private final SystemWorld world = new SystemWorld();

  @TempDir Path folder;

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void processes_that_raise_one_number_count_every_raise_once() throws Exception {
    Path file = folder.resolve("company.db");
    List<Process> children = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      children.add(Commands.java(file.getParent(), JournalChild.class, "share", file, name, EACH));
    }
    for (Process child : children) {
      String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(child.waitFor()).as(said).isZero();
      assertThat(said).startsWith("conflicts ");
    }
    try (SqliteJournal journal = SqliteJournal.open(file, world)) {
      List<JournalRecord> records = journal.readStream("number", 0, 10_000);
      assertThat(records).hasSize(3 * EACH);
      for (int i = 0; i < records.size(); i++) {
        assertThat(records.get(i).body().toString()).endsWith("\"number\":" + (i + 1) + "}");
      }
      assertThat(journal.row("shared", "number").orElseThrow().version()).isEqualTo(3 * EACH);
      assertThat(journal.counter("raised")).isEqualTo(3 * EACH);
      assertThat(journal.verify().problem()).isNull();
      assertThat(journal.verify().records()).isEqualTo(3 * EACH);
    }
    assertThat(Sql.text(file, "PRAGMA integrity_check")).isEqualTo("ok");
  }
}

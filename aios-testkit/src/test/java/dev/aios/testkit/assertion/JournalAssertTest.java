package dev.aios.testkit.assertion;

import static dev.aios.testkit.assertion.AiosAssertions.assertThat;
import static dev.aios.testkit.assertion.AiosAssertions.assertThatThrownBy;

import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.core.journal.MemoryJournal;
import dev.aios.core.journal.SqliteJournal;
import dev.aios.testkit.world.VirtualWorld;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalAssertTest {
  private final VirtualWorld world = VirtualWorld.create();

  private static void write(Journal journal, String kind, int times) {
    for (int i = 0; i < times; i++) {
      journal.writeNow(Write.of(new Draft(kind, "stream/" + i, Json.of("{}"))));
    }
  }

  @Test
  void records_are_counted_over_all_pages() {
    Journal journal = new MemoryJournal(world);
    write(journal, "a", 1500);
    write(journal, "b", 700);

    assertThat(journal).verifies().hasRecords("a", 1500).hasRecords("b", 700).hasRecords("c", 0);
    assertThatThrownBy(() -> assertThat(journal).hasRecords("b", 701))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Expected 701 records b, found 700")
        .hasMessageContaining("stream/699");
  }

  @Test
  void a_tampered_journal_is_found(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("a.db");
    try (Journal journal = SqliteJournal.open(file, world)) {
      write(journal, "a", 5);
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE record SET body = '[]' WHERE position = 3");
    }
    try (Journal journal = SqliteJournal.open(file, world)) {
      assertThatThrownBy(() -> assertThat(journal).verifies())
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("Record 3 does not fit");
    }
  }
}

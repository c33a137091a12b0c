package dev.aios.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Verification;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.core.internal.SystemWorld;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whoever changes the file with other means is found out, and the first record that does not fit is
 * named.
 */
class SqliteTamperTest {
  private final SystemWorld world = new SystemWorld();

  @TempDir Path folder;

  private Path file;

  @BeforeEach
  void tenRecordsOfTwoStreams() {
    file = folder.resolve("company.db");
    try (SqliteJournal journal = SqliteJournal.open(file, world)) {
      for (int i = 1; i <= 10; i++) {
        journal.writeNow(Write.of(new Draft("n" + i, "s" + i % 2, Json.of("{\"n\":" + i + "}"))));
      }
    }
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Verification verify() {
    try (SqliteJournal journal = SqliteJournal.open(file, world)) {
      return journal.verify();
    }
  }

  @Test
  void an_untouched_journal_verifies() {
    assertThat(verify().ok()).isTrue();
    assertThat(verify().records()).isEqualTo(10);
  }

  static Stream<Arguments> tampering() {
    return Stream.of(
        tamper("a body changed", 4, "UPDATE record SET body = '{\"n\":5}' WHERE position = 4"),
        tamper("a space added", 4, "UPDATE record SET body = body || ' ' WHERE position = 4"),
        tamper("a kind changed", 1, "UPDATE record SET kind = 'x' WHERE position = 1"),
        tamper("a time changed", 6, "UPDATE record SET time = time + 1 WHERE position = 6"),
        tamper(
            "moved to another stream",
            5,
            "UPDATE record SET stream = 1 - (stream - 2) WHERE position = 5"),
        tamper("a stream renamed", 1, "UPDATE stream SET name = 'x' WHERE name = 's1'"),
        tamper("a stream removed", 2, "DELETE FROM stream WHERE name = 's0'"),
        tamper("a hash changed", 10, "UPDATE record SET hash = zeroblob(32) WHERE position = 10"),
        tamper("a hash cut short", 3, "UPDATE record SET hash = x'00' WHERE position = 3"),
        tamper("the first deleted", 1, "DELETE FROM record WHERE position = 1"),
        tamper("one in the middle deleted", 5, "DELETE FROM record WHERE position = 5"),
        tamper("the last deleted", 10, "DELETE FROM record WHERE position = 10"),
        tamper("all deleted", 1, "DELETE FROM record"),
        tamper(
            "the last deleted and the rest moved up",
            5,
            "DELETE FROM record WHERE position = 5",
            "UPDATE record SET position = -position WHERE position > 5",
            "UPDATE record SET position = -position - 1 WHERE position < 0"),
        tamper(
            "two swapped",
            7,
            "UPDATE record SET position = -7 WHERE position = 7",
            "UPDATE record SET position = 7 WHERE position = 8",
            "UPDATE record SET position = 8 WHERE position = -7"),
        tamper(
            "one inserted in the middle",
            4,
            "UPDATE record SET position = -position WHERE position > 3",
            "UPDATE record SET position = -position + 1 WHERE position < 0",
            "INSERT INTO record SELECT 4, time, kind, stream, body, hash FROM record WHERE position = 3"),
        tamper(
            "one added at the end",
            11,
            "INSERT INTO record SELECT 11, time, kind, stream, body, hash FROM record WHERE position = 10"),
        tamper(
            "an older end pretended",
            9,
            "DELETE FROM record WHERE position = 10",
            "UPDATE head SET position = 9"),
        tamper("the end forgotten", 11, "DELETE FROM head"));
  }

  private static Arguments tamper(String what, long firstBad, String... statements) {
    return Arguments.of(what, firstBad, List.of(statements));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tampering")
  void the_first_record_that_does_not_fit_is_named(
      String what, long firstBad, List<String> statements) throws Exception {
    Sql.run(file, statements.toArray(String[]::new));
    Verification found = verify();
    assertThat(found.ok()).as(what).isFalse();
    assertThat(found.firstBad()).as(found.problem()).isEqualTo(firstBad);
    assertThat(found.records()).isBetween(firstBad - 1, firstBad);
    assertThat(found.problem()).contains("record");
  }

  @Test
  void a_tampered_journal_can_still_be_read_and_written() throws Exception {
    Sql.run(file, "UPDATE record SET body = '{}' WHERE position = 4");
    try (SqliteJournal journal = SqliteJournal.open(file, world)) {
      assertThat(journal.read(0, 100)).hasSize(10);
      journal.writeNow(Write.of(new Draft("n11", "s1", Json.NULL)));
      assertThat(journal.verify().firstBad()).isEqualTo(4);
    }
  }
}

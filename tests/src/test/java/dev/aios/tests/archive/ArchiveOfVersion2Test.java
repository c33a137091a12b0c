package dev.aios.tests.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.ConflictException;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Verification;
import dev.aios.api.run.Checkpoint;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunState;
import dev.aios.api.saga.Saga;
import dev.aios.core.Aios;
import dev.aios.core.archive.ArchiveFile;
import dev.aios.core.archive.ArchiveRule;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A journal that version 2 of the schema archived runs of, with its files, goes on as it was. */
@Timeout(120)
class ArchiveOfVersion2Test {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final List<String> FILES =
      List.of("00000001-8e81c0c2c852e124.jsonl.gz", "00000002-8dc3e770bcbd0a16.jsonl.gz");

  private static final Saga<String, String> SAGA =
      Saga.named("count", 1, String.class)
          .step("one", (String text) -> text + 1)
          .step("two", (String text) -> text + 2)
          .build();

  @TempDir Path dir;

  @BeforeEach
  void aJournalOfVersion2() throws Exception {
    Path archive = Files.createDirectory(dir.resolve("archive"));
    for (String name : FILES) {
      try (InputStream in = resource(name)) {
        Files.copy(in, archive.resolve(name));
      }
    }
    try (InputStream in = resource("version-2.sql");
        Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("company.db"));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(ArchiveOfVersion2Test.class.getResourceAsStream(name), name);
  }

  private Aios open(ArchiveRule rule) {
    return Aios.builder().sqlite(dir.resolve("company.db")).saga(SAGA).archive(rule).open();
  }

  private ArchiveRule rule() {
    return ArchiveRule.to(dir.resolve("archive"))
        .closedFor(Duration.ZERO)
        .every(Duration.ofDays(1));
  }

  private static void requireOld(Aios aios) {
    RunId old = new RunId("count", "early-1");
    assertThat(aios.runs().find(old).orElseThrow().state()).isEqualTo(RunState.COMPLETED);
    assertThat(aios.runs().get(old).await(LONG)).isEqualTo("12");
    assertThat(aios.runs().history(old))
        .extracting(Checkpoint::kind)
        .startsWith("run.started")
        .endsWith("run.ended");
    assertThatThrownBy(() -> aios.start(SAGA, "other", "early-1"))
        .isInstanceOf(ConflictException.class);
    Verification found = aios.archive().verify();
    assertThat(found.ok()).as(String.valueOf(found.problem())).isTrue();
  }

  @Test
  void its_archived_runs_are_read_and_the_next_archiving_folds_the_rows_of_its_files()
      throws Exception {
    try (Aios aios = open(rule().every(Duration.ofMillis(20)))) {
      requireOld(aios);
      assertThat(aios.archive().find(new RunId("count", "early-1"))).hasSize(1);
      aios.archive().now();
      assertThat(aios.archive().files())
          .extracting(ArchiveFile::name)
          .startsWith(FILES.toArray(new String[0]));
      assertThat(aios.journal().rows(RowQuery.group("archive", ""))).isEmpty();
      assertThat(aios.journal().rows(RowQuery.group("archive", "files")))
          .extracting(Row::key)
          .containsExactly("files/0");
      requireOld(aios);
      assertThat(aios.runs().list(RunState.COMPLETED, 10)).hasSize(6);
      assertThat(aios.runs().history(new RunId("count", "live"))).isNotEmpty();
    }
  }

  @Test
  void its_keys_are_forgotten_like_others() {
    try (Aios aios = open(rule().forgetKeysAfter(Duration.ZERO))) {
      aios.archive().now();
      assertThat(aios.runs().list(null, 10)).isEmpty();
      assertThat(aios.archive().find(new RunId("count", "early-1"))).hasSize(1);
      assertThat(aios.start(SAGA, "again", "early-1").await(LONG)).isEqualTo("again12");
      aios.archive().now();
      assertThat(aios.archive().find(new RunId("count", "early-1"))).hasSize(2);
      assertThat(aios.archive().verify().ok()).isTrue();
    }
  }
}

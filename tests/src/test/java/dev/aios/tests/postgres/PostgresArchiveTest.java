package dev.aios.tests.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Verification;
import dev.aios.api.run.Checkpoint;
import dev.aios.api.run.RunId;
import dev.aios.api.saga.Saga;
import dev.aios.core.Aios;
import dev.aios.core.archive.ArchiveFile;
import dev.aios.core.archive.ArchiveRule;
import dev.aios.core.journal.PostgresOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several nodes work and archive at the same time, each with a chain of its own. */
@Timeout(240)
class PostgresArchiveTest {
  private static final int RUNS = 60;
  private static final Duration LONG = Duration.ofMinutes(2);

  private static final Saga<String, String> SAGA =
      Saga.named("count", 1, String.class)
          .step("one", (String text) -> text + 1)
          .step("two", (String text) -> text + 2)
          .build();

  @TempDir Path dir;

  private Aios node(String schema) {
    return Aios.builder()
        .postgres(Postgres.pool(), PostgresOptions.DEFAULTS.schema(schema).readers(3))
        .saga(SAGA)
        .archive(
            ArchiveRule.to(dir)
                .closedFor(Duration.ZERO)
                .every(Duration.ofMillis(30))
                .recordsPerFile(20))
        .open();
  }

  @Test
  void nodes_that_archive_at_the_same_time_archive_each_run_once() throws Exception {
    String schema = Postgres.freshSchema();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (Aios one = node(schema);
        Aios two = node(schema)) {
      List<Future<?>> working = new ArrayList<>();
      for (Aios node : List.of(one, two)) {
        String name = node == one ? "a" : "b";
        working.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < RUNS; i++) {
                    assertThat(node.start(SAGA, "", name + i).await(LONG)).isEqualTo("12");
                    if (i % 5 == 4) {
                      node.archive().now();
                    }
                  }
                }));
      }
      for (Future<?> each : working) {
        each.get();
      }
      one.archive().now();
      two.archive().now();
      Verification found = two.archive().verify();
      assertThat(found.ok()).as(String.valueOf(found.problem())).isTrue();
      List<ArchiveFile> files = one.archive().files();
      assertThat(files.stream().mapToInt(ArchiveFile::runs).sum()).isEqualTo(2 * RUNS);
      assertThat(one.journal().verify().archived())
          .isEqualTo(files.stream().mapToLong(ArchiveFile::records).sum());
      List<JournalRecord> all = two.journal().read(0, Integer.MAX_VALUE);
      assertThat(all).extracting(JournalRecord::position).doesNotHaveDuplicates().isSorted();
      assertThat(all).extracting(JournalRecord::chain).contains(1, 2);
      for (String name : List.of("a", "b")) {
        for (int i = 0; i < RUNS; i++) {
          assertThat(two.runs().history(new RunId("count", name + i)))
              .extracting(Checkpoint::kind)
              .startsWith("run.started")
              .endsWith("run.ended");
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }
}

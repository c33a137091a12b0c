package dev.aios.tests.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Verification;
import dev.aios.api.run.Checkpoint;
import dev.aios.api.run.RunId;
import dev.aios.core.Aios;
import dev.aios.core.archive.ArchiveFile;
import dev.aios.tests.archive.ArchivingNode.Parcel;
import dev.aios.tests.postgres.Postgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** Nodes on one PostgreSQL that archive all the time, killed at random moments. */
@Timeout(480)
@Tag("minute")
class PostgresArchiveKillTest {
  private static final int ROUNDS = 4;
  private static final Path PAGE = Path.of("..", "docs", "journal-format.md");

  @TempDir Path dir;

  private final String schema = Postgres.freshSchema();
  private final Random random = new Random(11);

  private Process node(String name) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-cp",
            System.getProperty("java.class.path"),
            ArchivingNode.class.getName(),
            dir.toString(),
            name,
            Postgres.url(),
            schema)
        .redirectOutput(dir.resolve(name + ".out").toFile())
        .redirectError(dir.resolve("errors").toFile())
        .start();
  }

  private List<String> said(String name) throws IOException {
    String text = Files.readString(dir.resolve(name + ".out"));
    // the last line may have been cut off by the kill
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  @Test
  void whenever_nodes_that_archive_are_killed_nothing_is_lost_and_nothing_is_there_twice()
      throws Exception {
    List<String> completed = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      List<String> names = List.of("a" + round, "b" + round);
      List<Process> nodes = new ArrayList<>();
      for (String name : names) {
        nodes.add(node(name));
      }
      for (int waited = 0; said(names.get(0)).size() + said(names.get(1)).size() < 10; waited++) {
        assertThat(waited).as("they work within 100 seconds").isLessThan(10_000);
        LockSupport.parkNanos(10_000_000);
      }
      for (Process node : nodes) {
        LockSupport.parkNanos(random.nextInt(150) * 1_000_000L);
        node.destroyForcibly();
        assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
      }
      for (String name : names) {
        completed.addAll(said(name));
      }
      check(completed);
    }
    outsidersFindTheSame();
  }

  private void check(List<String> completed) throws Exception {
    try (Aios aios = ArchivingNode.builder(dir, Postgres.url(), schema).open()) {
      for (String key : completed) {
        RunId id = new RunId("sending", key);
        assertThat(aios.runs().get(id).await(Duration.ofMinutes(1))).isEqualTo(new Parcel(key, 3));
        assertThat(aios.runs().history(id))
            .extracting(Checkpoint::kind)
            .startsWith("run.started")
            .endsWith("run.ended");
      }
      aios.archive().now();
      List<JournalRecord> all = aios.journal().read(0, Integer.MAX_VALUE);
      assertThat(all).extracting(JournalRecord::position).doesNotHaveDuplicates().isSorted();
      Verification found = aios.archive().verify();
      assertThat(found.ok()).as(String.valueOf(found.problem())).isTrue();
      assertThat(found.records()).isEqualTo(all.size());
      List<ArchiveFile> files = aios.archive().files();
      try (Stream<Path> there = Files.list(dir.resolve("archive"))) {
        assertThat(there.map(path -> path.getFileName().toString()))
            .filteredOn(name -> name.endsWith(".jsonl.gz"))
            .containsExactlyInAnyOrderElementsOf(files.stream().map(ArchiveFile::name).toList());
      }
    }
  }

  /** The programs that are printed in docs/journal-format.md. */
  private void outsidersFindTheSame() throws Exception {
    Assumptions.assumeTrue(run(new byte[0], "--version").contains("Python"), "no python3");
    for (String name : List.of("tree.py", "ed25519.py", "verify_pg.py", "whole_pg.py")) {
      Files.writeString(dir.resolve(name), printed("<!-- " + name + " -->\n```python\n", "```"));
    }
    String verifier = dir.resolve("verify_pg.py").toString();
    byte[] live = copied();
    assertThat(run(live, verifier)).contains("records verified", "put them back");
    String whole =
        run(live, dir.resolve("whole_pg.py").toString(), dir.resolve("archive").toString());
    int records = Postgres.number("SELECT sum(index) FROM " + schema + ".chain");
    assertThat(run(whole.getBytes(StandardCharsets.UTF_8), verifier))
        .contains(records + " records verified")
        .doesNotContain("put them back");
    String changed = whole.replaceFirst("stamps", "stomps");
    assertThat(run(changed.getBytes(StandardCharsets.UTF_8), verifier)).contains("does not fit");
  }

  private static String printed(String before, String after) throws IOException {
    String page = Files.readString(PAGE);
    int start = page.indexOf(before) + before.length();
    assertThat(start).as(before).isGreaterThan(before.length());
    return page.substring(start, page.indexOf(after, start));
  }

  private byte[] copied() throws Exception {
    String query = printed("\\copy (", ") to stdout csv").replace("aios.", schema + ".");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Connection connection = DriverManager.getConnection(Postgres.url())) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("COPY (" + query + ") TO STDOUT CSV", out);
    }
    return out.toByteArray();
  }

  private String run(byte[] input, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("python3"));
    command.addAll(List.of(arguments));
    Path said = dir.resolve("said");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(dir.toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
    } catch (IOException e) {
      return "";
    }
    try (OutputStream in = process.getOutputStream()) {
      in.write(input);
    } catch (IOException e) {
      // a verifier that has found a fault reads no further
      assertThat(e).hasMessageContaining("pipe");
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readString(said);
  }
}

package dev.aios.tests.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Verification;
import dev.aios.api.run.Checkpoint;
import dev.aios.api.run.RunId;
import dev.aios.core.Aios;
import dev.aios.core.archive.ArchiveFile;
import dev.aios.tests.archive.ArchivingNode.Parcel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that archive all the time, killed at random moments, on one SQLite file. */
@Timeout(300)
@Tag("minute")
class ArchiveKillTest {
  private static final int ROUNDS = 6;
  private static final Path PAGE = Path.of("..", "docs", "journal-format.md");

  @TempDir Path dir;

  private final Random random = new Random(7);

  private Process node(String name) throws IOException {
    return java(dir.resolve(name + ".out"), ArchivingNode.class.getName(), dir.toString(), name);
  }

  private Process java(Path output, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx128m");
    command.add("-Dorg.sqlite.tmpdir=" + dir);
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectOutput(output.toFile())
        .redirectError(dir.resolve("errors").toFile())
        .start();
  }

  private List<String> said(String name) throws IOException {
    String text = Files.readString(dir.resolve(name + ".out"));
    // the last line may have been cut off by the kill
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  private void until(Condition condition) throws IOException {
    for (int i = 0; !condition.holds(); i++) {
      assertThat(i).as("it comes in 60 seconds").isLessThan(6_000);
      LockSupport.parkNanos(10_000_000);
    }
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  @Test
  void whenever_archiving_processes_are_killed_nothing_is_lost_and_nothing_is_there_twice()
      throws Exception {
    List<String> completed = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      List<String> names = List.of("a" + round, "b" + round);
      List<Process> nodes = new ArrayList<>();
      for (String name : names) {
        nodes.add(node(name));
      }
      for (String name : names) {
        until(() -> said(name).size() >= 8);
      }
      LockSupport.parkNanos(random.nextInt(200) * 1_000_000L);
      for (Process node : nodes) {
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
    assertThat(sql("PRAGMA integrity_check")).isEqualTo("ok");
    try (Aios aios = ArchivingNode.builder(dir).open()) {
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
      assertThat(all.stream().mapToLong(JournalRecord::position))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, all.size()).boxed().toList());
      Verification found = aios.archive().verify();
      assertThat(found.ok()).as(String.valueOf(found.problem())).isTrue();
      List<ArchiveFile> files = aios.archive().files();
      assertThat(files.size()).isGreaterThan(2);
      try (Stream<Path> there = Files.list(dir.resolve("archive"))) {
        // what a killed process left unfinished is never taken for a file
        assertThat(there.map(path -> path.getFileName().toString()))
            .filteredOn(name -> name.endsWith(".jsonl.gz"))
            .containsExactlyInAnyOrderElementsOf(files.stream().map(ArchiveFile::name).toList());
      }
    }
  }

  private String sql(String query) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("company.db"));
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      return result.getString(1);
    }
  }

  /** The command, and the programs that are printed in docs/journal-format.md. */
  private void outsidersFindTheSame() throws Exception {
    String db = dir.resolve("company.db").toString();
    String archive = dir.resolve("archive").toString();
    String head = sql("SELECT position FROM head");
    assertThat(verified(db, "--archive", archive)).contains(": " + head + " records verified");
    assertThat(verified(db)).contains("more are in archive files: --archive");

    Assumptions.assumeTrue(output("python3", "--version").contains("Python"), "no python3");
    Path verify = printed("hashlib, sqlite3, struct", "verify.py");
    Path restore = printed("gzip, hashlib", "restore.py");
    String whole = dir.resolve("whole.db").toString();
    assertThat(output("python3", verify.toString(), db)).startsWith(head + " records verified");
    assertThat(output("python3", restore.toString(), db, archive, whole)).isEmpty();
    assertThat(output("python3", verify.toString(), whole)).startsWith(head + " records verified");
    assertThat(verified(whole)).contains(": " + head + " records verified").doesNotContain("more");
  }

  private String verified(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("dev.aios.core.command.Main", "verify"));
    command.addAll(List.of(arguments));
    Path told = dir.resolve("told");
    Process process = java(told, command.toArray(new String[0]));
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readString(told);
  }

  private Path printed(String imports, String name) throws IOException {
    String page = Files.readString(PAGE);
    int start = page.indexOf("import " + imports);
    return Files.writeString(dir.resolve(name), page.substring(start, page.indexOf("```", start)));
  }

  private static String output(String... command) throws IOException, InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return said;
    } catch (IOException e) {
      return "";
    }
  }
}

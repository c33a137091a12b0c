package dev.aios.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.core.journal.SqliteJournal;
import dev.aios.testkit.world.VirtualWorld;
import dev.aios.tests.postgres.TortureNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One process after the other works on a SQLite file and is killed at a random moment. The file is
 * whole after each; in the end every run is completed, and the other system has seen each of its
 * effects, under one key. How many, says the property {@code aios.kills}; which moments, the
 * property {@code aios.seed}, printed with each run.
 */
class SqliteKillTest {
  private static final long SEED =
      Long.getLong("aios.seed", new SplittableRandom().nextLong(1_000_000_000));

  @TempDir Path dir;

  private final Map<String, Integer> killed = new TreeMap<>();

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void killed_again_and_again_every_run_is_completed_and_done_once() throws Exception {
    torture(8);
  }

  @Test
  @Tag("torture")
  @Timeout(value = 3, unit = TimeUnit.HOURS)
  void killed_a_thousand_times_every_run_is_completed_and_done_once() throws Exception {
    torture(Integer.getInteger("aios.kills", 1_000));
  }

  private void torture(int kills) throws Exception {
    for (Path folder :
        new Path[] {
          TortureNode.effects(dir),
          TortureNode.started(dir),
          TortureNode.taken(dir),
          TortureNode.open(dir)
        }) {
      Files.createDirectories(folder);
    }
    SplittableRandom random = new SplittableRandom(SEED);
    for (int kill = 1; kill <= kills; kill++) {
      killOnce(random);
      String as = "kill " + kill + " of seed " + SEED;
      if (Files.exists(file())) {
        assertThat(text("PRAGMA integrity_check")).as(as).isEqualTo("ok");
      }
      if (kill % 50 == 0) {
        verify(as);
        System.out.println(kill + " kills of seed " + SEED + ": " + killed);
      }
    }
    workUntilSomethingWasStarted();
    Files.createFile(TortureNode.enough(dir));
    drain();
    check("seed " + SEED);
  }

  /** Most often when it is at work, sometimes while it opens the journal. */
  private void killOnce(SplittableRandom random) throws Exception {
    boolean early = random.nextInt(8) == 0;
    int delay = random.nextInt(early ? 2_000 : 500);
    Process child = child();
    Path open = TortureNode.open(dir).resolve("" + child.pid());
    Instant latest = Instant.now().plus(Duration.ofMinutes(5));
    while (!early && !Files.exists(open)) {
      assertThat(child.isAlive()).as("it works until it is killed; %s", log()).isTrue();
      assertThat(Instant.now()).as("it opens; %s", log()).isBefore(latest);
      Thread.sleep(2);
    }
    Thread.sleep(delay);
    assertThat(child.isAlive()).as("it works until it is killed; %s", log()).isTrue();
    child.destroyForcibly().waitFor();
    // Deleted, since one of the next may have its number.
    killed.merge(Files.deleteIfExists(open) ? "at work" : "opening", 1, Integer::sum);
  }

  /** On a busy machine a few may all have been killed before they came to anything. */
  private void workUntilSomethingWasStarted() throws Exception {
    Process child = child();
    try {
      Instant latest = Instant.now().plus(Duration.ofMinutes(5));
      while (names(TortureNode.started(dir)).isEmpty()) {
        assertThat(Instant.now()).as("it starts runs; %s", log()).isBefore(latest);
        Thread.sleep(20);
      }
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  private Path file() {
    return dir.resolve("company.db");
  }

  private String log() throws IOException {
    return Files.readString(dir.resolve("child.log"));
  }

  private Process child() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx96m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "-Dorg.sqlite.tmpdir=" + dir,
            "-cp",
            System.getProperty("java.class.path"),
            TortureNode.class.getName(),
            file().toString(),
            dir.toString())
        .redirectErrorStream(true)
        .redirectOutput(dir.resolve("child.log").toFile())
        .start();
  }

  private void drain() throws Exception {
    Process last = child();
    try {
      Instant latest = Instant.now().plus(Duration.ofMinutes(5));
      while (!text("SELECT count(*) FROM row WHERE tab = 'run' AND grp <> 'COMPLETED'")
          .equals("0")) {
        assertThat(Instant.now()).as("runs that do not end; %s", log()).isBefore(latest);
        Thread.sleep(200);
      }
    } finally {
      last.destroyForcibly().waitFor();
    }
  }

  private void check(String as) throws Exception {
    Set<String> started = names(TortureNode.started(dir));
    Set<String> runs = new TreeSet<>();
    Map<String, Integer> keys = new TreeMap<>();
    for (String effect : names(TortureNode.effects(dir))) {
      String done = effect.substring(0, effect.lastIndexOf('.'));
      keys.merge(done, 1, Integer::sum);
      runs.add(done.substring(0, done.indexOf('.')));
    }
    assertThat(runs).as("every started run did something; %s", as).containsAll(started);
    assertThat(keys).as("every step of every run; %s", as).hasSize(runs.size() * TortureNode.STEPS);
    assertThat(keys.values()).as("one key for each; %s", as).containsOnly(1);
    assertThat(text("SELECT count(*) FROM row WHERE tab = 'run'"))
        .as(as)
        .isEqualTo("" + runs.size());
    assertThat(text("PRAGMA integrity_check")).as(as).isEqualTo("ok");
    long records = verify(as);
    assertThat(killed.get("at work")).as("killed at work").isPositive();
    System.out.println(
        "killed " + killed + ", " + runs.size() + " runs, " + records + " records, " + as);
  }

  private long verify(String as) {
    try (VirtualWorld world = VirtualWorld.create();
        SqliteJournal journal = SqliteJournal.open(file(), world)) {
      assertThat(journal.verify().problem()).as(as).isNull();
      return journal.verify().records();
    }
  }

  private static Set<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return new TreeSet<>(files.map(file -> file.getFileName().toString()).toList());
    }
  }

  private String text(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}

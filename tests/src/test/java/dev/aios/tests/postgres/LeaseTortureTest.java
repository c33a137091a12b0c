package dev.aios.tests.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.core.journal.PostgresJournal;
import dev.aios.testkit.world.VirtualWorld;
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
import java.util.ArrayList;
import java.util.List;
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
 * Three node processes on one PostgreSQL. Nodes are killed and stopped at random, the server is
 * killed and started again. In the end every run is completed, and the other system has seen each
 * of its effects, under one key.
 */
class LeaseTortureTest {
  private static final int NODES = 3;

  @TempDir Path dir;

  private final Map<String, Integer> faults = new TreeMap<>();
  private final List<Process> nodes = new ArrayList<>();

  @Test
  @Tag("minute")
  @Timeout(value = 12, unit = TimeUnit.MINUTES)
  void nothing_is_lost_or_done_under_two_keys_in_a_minute() throws Exception {
    torture(Duration.ofMinutes(1), new SplittableRandom().nextLong());
    assertThat(faults.keySet()).contains("node killed", "node stopped", "server killed");
  }

  @Test
  @Tag("torture")
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void nothing_is_lost_or_done_under_two_keys_in_ten_minutes() throws Exception {
    torture(Duration.ofMinutes(10), new SplittableRandom().nextLong());
    assertThat(faults.keySet()).contains("node killed", "node stopped", "server killed");
  }

  private void torture(Duration time, long seed) throws Exception {
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (Path folder :
        List.of(TortureNode.effects(dir), TortureNode.started(dir), TortureNode.taken(dir))) {
      Files.createDirectories(folder);
    }
    OwnServer server = new OwnServer(dir.resolve("data"));
    server.start();
    try {
      for (int i = 0; i < NODES; i++) {
        nodes.add(node(server));
      }
      awaitFirst();
      Instant end = Instant.now().plus(time);
      for (int round = 1; Instant.now().isBefore(end); round++) {
        Thread.sleep(random.nextInt(200, 1500));
        fault(server, random, round);
      }
      Files.createFile(TortureNode.enough(dir));
      String as = "seed " + seed + ", faults " + faults;
      drain(server, Instant.now().plus(Duration.ofMinutes(5)), as);
      check(server, as);
    } finally {
      nodes.forEach(Process::destroyForcibly);
      server.kill();
    }
  }

  private Process node(OwnServer server) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx96m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-cp",
            System.getProperty("java.class.path"),
            TortureNode.class.getName(),
            server.url(),
            dir.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(dir.resolve("nodes.log").toFile()))
        .start();
  }

  /** A slow machine takes its time to start three processes. */
  private void awaitFirst() throws IOException, InterruptedException {
    Instant latest = Instant.now().plus(Duration.ofMinutes(3));
    while (names(TortureNode.started(dir)).isEmpty()) {
      assertThat(Instant.now()).as("the nodes work").isBefore(latest);
      Thread.sleep(50);
    }
  }

  private void fault(OwnServer server, SplittableRandom random, int round) throws Exception {
    int at = random.nextInt(NODES);
    if (round % 10 == 5) {
      count("server killed");
      server.kill();
      Thread.sleep(random.nextInt(100, 2000));
      server.start();
    } else if (random.nextBoolean()) {
      count("node killed");
      nodes.get(at).destroyForcibly().waitFor();
      nodes.set(at, node(server));
    } else {
      // Sometimes longer than its lease.
      count("node stopped");
      signal(nodes.get(at), "STOP");
      Thread.sleep(random.nextInt(100, 4000));
      signal(nodes.get(at), "CONT");
    }
  }

  private void count(String fault) {
    faults.merge(fault, 1, Integer::sum);
  }

  private static void signal(Process process, String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  /** Waits until no run is open, twice: a node may have been about to start its last one. */
  private void drain(OwnServer server, Instant latest, String as) throws Exception {
    for (int idle = 0; idle < 2; ) {
      Thread.sleep(1000);
      if (number(server, "SELECT count(*) FROM aios.row WHERE tab = 'run' AND grp <> 'COMPLETED'")
          == 0) {
        idle++;
        continue;
      }
      idle = 0;
      assertThat(Instant.now())
          .as(
              "runs that do not end: %s\n%s",
              text(
                  server,
                  "SELECT string_agg(grp || ' ' || key || ' ' || body, E'\\n') FROM aios.row WHERE"
                      + " tab = 'run' AND grp <> 'COMPLETED'"),
              as)
          .isBefore(latest);
    }
  }

  private void check(OwnServer server, String as) throws Exception {
    Set<String> started = names(TortureNode.started(dir));
    Set<String> runs = new TreeSet<>();
    Map<String, Integer> keys = new TreeMap<>();
    for (String effect : names(TortureNode.effects(dir))) {
      String done = effect.substring(0, effect.lastIndexOf('.'));
      keys.merge(done, 1, Integer::sum);
      runs.add(done.substring(0, done.indexOf('.')));
    }
    assertThat(started).as(as).hasSizeGreaterThan(20);
    assertThat(runs).as("every started run did something; %s", as).containsAll(started);
    assertThat(keys).as("every step of every run; %s", as).hasSize(runs.size() * TortureNode.STEPS);
    assertThat(keys.values()).as("one key for each; %s", as).containsOnly(1);
    assertThat(number(server, "SELECT count(*) FROM aios.row WHERE tab = 'run'"))
        .as(as)
        .isEqualTo(runs.size());
    System.out.println(runs.size() + " runs, " + as);
    try (PostgresJournal journal =
        PostgresJournal.open(server.url(), VirtualWorld.builder().build())) {
      assertThat(journal.verify().problem()).as(as).isNull();
    }
  }

  private static Set<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return new TreeSet<>(files.map(file -> file.getFileName().toString()).toList());
    }
  }

  private static int number(OwnServer server, String sql) throws SQLException {
    return Integer.parseInt(text(server, sql));
  }

  private static String text(OwnServer server, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.url());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return String.valueOf(result.getString(1));
    }
  }
}

package dev.aios.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.run.RunState;
import dev.aios.core.Aios;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes on one SQLite file: both work, each run is owned once, one takes over. */
@Timeout(120)
class TwoProcessesTest {
  @TempDir Path dir;

  private final List<Office> offices = new ArrayList<>();

  /** A process, told what to do line by line. */
  private final class Office {
    final Process process;
    private final PrintWriter to;
    private final BufferedReader from;

    Office(String name) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("-Xmx128m");
      command.add("-Dorg.sqlite.tmpdir=" + dir);
      command.add("-XX:TieredStopAtLevel=1");
      command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.addAll(List.of(BranchOffice.class.getName(), db().toString(), log().toString()));
      process =
          new ProcessBuilder(command).redirectError(dir.resolve(name + ".err").toFile()).start();
      to = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
      from =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      offices.add(this);
      assertThat(from.readLine()).isEqualTo("open");
    }

    void tell(String line) {
      to.println(line);
    }

    void does(String line) throws IOException {
      tell(line);
      assertThat(from.readLine()).isEqualTo("did " + line);
    }

    void close() throws IOException, InterruptedException {
      to.close();
      assertThat(from.readLine()).isEqualTo("closed");
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private Path db() {
    return dir.resolve("company.db");
  }

  private Path log() {
    return dir.resolve("log.txt");
  }

  /** The log's lines as what was done, with the processes that did it. */
  @SuppressWarnings("StringSplitter") // lines of this test alone
  private Map<String, List<Long>> done(String what) throws IOException {
    Map<String, List<Long>> by = new TreeMap<>();
    for (String line : Files.exists(log()) ? Files.readAllLines(log()) : List.<String>of()) {
      String[] words = line.split(" ");
      if (words[0].equals(what)) {
        by.computeIfAbsent(words[1], key -> new ArrayList<>()).add(Long.parseLong(words[2]));
      }
    }
    return by;
  }

  @AfterEach
  void end() {
    offices.forEach(office -> office.process.destroyForcibly());
  }

  @Test
  void both_work_and_each_step_is_done_once() throws Exception {
    Office one = new Office("one");
    Office two = new Office("two");
    int each = 25;
    for (int i = 0; i < each; i++) {
      one.does("start one" + i + " 0");
      two.does("start two" + i + " 0");
    }
    // each wakes the runs that the other started
    for (int i = 0; i < each; i++) {
      one.does("signal two" + i);
      two.does("signal one" + i);
    }
    one.does("await");
    two.does("await");
    one.close();
    two.close();

    Map<String, List<Long>> done = done("done");
    assertThat(done).hasSize(4 * each);
    assertThat(done.values()).allSatisfy(by -> assertThat(by).hasSize(1));
    assertThat(done.values().stream().map(by -> by.get(0)))
        .contains(one.process.pid(), two.process.pid());
    try (Aios aios = Aios.builder().sqlite(db()).open()) {
      assertThat(aios.runs().list(RunState.COMPLETED, 1000)).hasSize(2 * each);
      assertThat(aios.journal().verify().problem()).isNull();
    }
  }

  @Test
  void one_is_killed_and_the_other_takes_over_what_it_had_in_hand() throws Exception {
    Office one = new Office("one");
    Office two = new Office("two");
    int runs = 8;
    for (int i = 0; i < runs; i++) {
      one.does("start k" + i + " 100000");
    }
    while (done("begun").size() < runs) {
      Thread.sleep(20);
    }
    assertThat(done("done")).isEmpty();

    one.process.destroyForcibly().waitFor();
    for (int i = 0; i < runs; i++) {
      two.does("start k" + i + " 100000");
      two.does("signal k" + i);
    }
    while (done("begun").size() < 2 * runs) {
      Thread.sleep(20);
    }

    // the first steps were taken over, and the second steps began
    Map<String, List<Long>> done = done("done");
    assertThat(done).hasSize(runs);
    assertThat(done.values()).allSatisfy(by -> assertThat(by).containsExactly(two.process.pid()));
  }

  @Test
  void a_process_that_closes_leaves_its_runs_to_the_other() throws Exception {
    Office one = new Office("one");
    Office two = new Office("two");
    one.does("start k 0");
    while (done("done").isEmpty()) {
      Thread.sleep(20);
    }
    one.close();
    two.does("signal k");
    while (done("done").size() < 2) {
      Thread.sleep(20);
    }

    assertThat(done("done").get("branch/k:second")).containsExactly(two.process.pid());
  }
}

package dev.aios.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.core.internal.SystemWorld;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed with SIGKILL while it writes, and what the next one finds. */
class SqliteCrashTest {
  private final SystemWorld world = new SystemWorld();

  @TempDir Path folder;

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  @Timeout(120)
  void what_a_killed_process_had_acknowledged_is_there_and_whole() throws Exception {
    killAndLook(4, 20_261_124);
  }

  @Test
  @Tag("torture")
  @Timeout(1200)
  void what_a_process_had_acknowledged_is_there_after_a_hundred_kills() throws Exception {
    killAndLook(100, 7);
  }

  private void killAndLook(int kills, long seed) throws Exception {
    Path file = folder.resolve("company.db");
    SplittableRandom random = new SplittableRandom(seed);
    long acknowledged = 0;
    for (int kill = 0; kill < kills; kill++) {
      Map<String, Long> last = floodAndKill(file, "run" + kill, random.nextInt(50, 600));
      acknowledged += last.values().stream().mapToLong(n -> n + 1).sum();
      look(file, last);
    }
    assertThat(acknowledged).isGreaterThan(50L * kills);
  }

  /** Returns, for each stream, the number of the last write that the child called durable. */
  private static Map<String, Long> floodAndKill(Path file, String name, int acknowledgements)
      throws IOException, InterruptedException {
    Map<String, Long> last = new HashMap<>();
    Process child = Commands.java(file.getParent(), JournalChild.class, "flood", file, name);
    try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
      for (int seen = 0; seen < acknowledgements; seen++) {
        note(lines.readLine(), last);
      }
      // Not the process's own method, which would close the pipe as well.
      child.toHandle().destroyForcibly();
      // What it said before it died counts as well.
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        note(line, last);
      }
    }
    assertThat(child.waitFor()).as("killed, not ended").isNotZero();
    return last;
  }

  private static void note(String line, Map<String, Long> last) {
    assertThat(line).as("the child ended by itself").isNotNull();
    String[] words = line.split(" ", -1);
    // The very last line may have been cut off by the kill.
    if (words.length == 3 && !words[2].isEmpty()) {
      last.put(words[0], Long.parseLong(words[1]));
    }
  }

  private void look(Path file, Map<String, Long> last) throws Exception {
    try (SqliteJournal journal = SqliteJournal.open(file, world)) {
      last.forEach(
          (stream, number) -> {
            List<JournalRecord> records = journal.readStream(stream, 0, Integer.MAX_VALUE);
            assertThat((long) records.size()).isGreaterThan(number);
            for (int n = 0; n < records.size(); n++) {
              assertThat(records.get(n).body())
                  .isEqualTo(JournalChild.numbered(stream, n).records().get(0).body());
            }
            // The row and the counter belong to the same commits as the records.
            Row row = journal.row("child", stream).orElseThrow();
            assertThat(row.version()).isEqualTo(records.size());
            assertThat(row.position()).isEqualTo(records.get(records.size() - 1).position());
            assertThat(journal.counter("count/" + stream)).isEqualTo(records.size());
          });
      assertThat(journal.verify().problem()).isNull();
      assertThat(journal.verify().records()).isEqualTo(journal.head());
    }
    assertThat(Sql.text(file, "PRAGMA integrity_check")).isEqualTo("ok");
  }
}

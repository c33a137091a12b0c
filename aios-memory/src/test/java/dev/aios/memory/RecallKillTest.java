package dev.aios.memory;

import static dev.aios.memory.Company.passage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Recall.Added.Outcome;
import dev.aios.api.memory.Recall.Hit;
import dev.aios.api.memory.Recall.Query;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that adds passages and is killed, again and again, until it has added all of them. */
class RecallKillTest {
  private static final int PASSAGES = 200;

  @TempDir Path folder;

  /** What the killed process does: adds all, and tells how far it is. */
  public static final class Adder {
    private Adder() {}

    public static void main(String[] arguments) {
      try (Company company =
          new Company(Store.SQLITE, Path.of(arguments[0]), Memory.with(new HashingEmbedder()))) {
        List<Passage> all = all(Integer.parseInt(arguments[1]));
        for (int i = 0; i < PASSAGES; i += 10) {
          company.recall().add(all.subList(i, i + 10));
          System.out.print('.');
          System.out.flush();
        }
      }
    }
  }

  private static List<Passage> all(int edition) {
    List<Passage> all = new ArrayList<>();
    for (int i = 0; i < PASSAGES; i++) {
      all.add(
          passage(
              "m" + i,
              ("# Report " + i + "\n\nEdition " + edition + ".\n")
                  + ("Line of report " + i + ".\n").repeat(60)));
    }
    return all;
  }

  @Test
  @Timeout(value = 300, unit = TimeUnit.SECONDS)
  void a_killed_process_leaves_each_passage_whole_or_not_at_all() throws Exception {
    Random random = new Random(7);
    int kills = Integer.getInteger("aios.recall.kills", 6);
    int between = 0;
    for (int i = 0; i < kills; i++) {
      killAt(random.nextInt(4) + i, random.nextInt(30), 0);

      int stored = assertWhole();
      between += stored > 0 && stored < PASSAGES ? 1 : 0;
    }
    assertThat(between).as("kills in the middle").isPositive();
    assertAllCanBeAdded(0);
  }

  /** Each process replaces all that the one before it left, and is killed meanwhile. */
  @Test
  @Tag("torture")
  void killed_at_200_random_moments_no_chunk_is_lost_and_none_is_found_twice() throws Exception {
    Random random = new Random(8);
    assertAllCanBeAdded(0);
    for (int edition = 1; edition <= 200; edition++) {
      killAt(random.nextInt(PASSAGES / 10), random.nextInt(30), edition);

      assertThat(assertWhole()).isEqualTo(PASSAGES);
    }
    assertAllCanBeAdded(201);
  }

  private void killAt(int told, int milliseconds, int edition) throws Exception {
    Process child =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Dorg.sqlite.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Adder.class.getName(),
                folder.toString(),
                Integer.toString(edition))
            .redirectError(new File(folder.toFile(), "errors.txt"))
            .start();
    for (int i = 0; i < told; i++) {
      child.getInputStream().read();
    }
    child.waitFor(milliseconds, TimeUnit.MILLISECONDS);
    child.destroyForcibly().waitFor();
  }

  private void assertAllCanBeAdded(int edition) {
    try (Company company = new Company(Store.SQLITE, folder, Memory.with(new HashingEmbedder()))) {
      company.recall().add(all(edition));
      assertThat(company.recall().size()).isEqualTo(PASSAGES);
      assertThat(company.recall().add(all(edition)))
          .allSatisfy(added -> assertThat(added.outcome()).isEqualTo(Outcome.UNCHANGED));
    }
  }

  /** What a new runtime finds; each passage has all its chunks, each chunk its passage. */
  private int assertWhole() {
    try (Company company = new Company(Store.SQLITE, folder, Memory.with(new HashingEmbedder()))) {
      Map<String, Integer> chunks = new TreeMap<>();
      for (Row row : company.journal.rows(RowQuery.table("recall.chunk"))) {
        chunks.merge(row.key().substring(0, row.key().lastIndexOf('#')), 1, Integer::sum);
      }
      List<Row> texts = company.journal.rows(RowQuery.table("recall.text"));
      assertThat(chunks).hasSameSizeAs(texts);
      for (Row text : texts) {
        String body = text.body().toString();
        assertThat(body).contains("\"chunks\":" + chunks.get(text.key()) + ",");
      }
      int stored = company.recall().size();
      assertThat(company.journal.rows(RowQuery.table("recall.passage"))).hasSize(stored);
      assertThat(company.recall().search(Query.of("report line", 1000)))
          .extracting(Hit::id)
          .doesNotHaveDuplicates()
          .hasSizeLessThanOrEqualTo(stored);
      assertThat(company.journal.verify().ok()).isTrue();
      return stored;
    }
  }
}

package dev.aios.memory;

import static dev.aios.memory.Company.passage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Recall.Added.Outcome;
import dev.aios.api.memory.Recall.Hit;
import dev.aios.api.memory.Recall.Query;
import dev.aios.memory.internal.rows.ChunkRow;
import dev.aios.memory.internal.rows.PassageRow;
import dev.aios.memory.internal.rows.TextRow;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
      try (Company company = new Company(Store.SQLITE, Path.of(arguments[0]), memory())) {
        List<Passage> all = all(Integer.parseInt(arguments[1]));
        for (int i = 0; i < PASSAGES; i += 10) {
          company.recall().add(all.subList(i, i + 10));
          // What is asked for is indexed, and so the file of vectors is made beside this.
          company.recall().search(Query.of("report line", 3));
          System.out.print('.');
          System.out.flush();
        }
      }
    }
  }

  /** So few chunks are worth a file that each process keeps vectors and texts in files. */
  private static Memory memory() {
    return Memory.builder().embedder(new HashingEmbedder()).exactUpTo(40).build();
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
      int told = (random.nextInt(4) + i) % (PASSAGES / 10);
      killAt(told, random.nextInt(30), 0);

      int stored = assertWhole(0, told);
      between += stored > 0 && stored < PASSAGES ? 1 : 0;
    }
    assertThat(between).as("kills in the middle").isPositive();
    assertThat(files(".vectors")).as("files of vectors").isNotEmpty();
    assertThat(files(".segment")).as("files of texts").isNotEmpty();
    assertAllCanBeAdded(0);
  }

  /** Each process replaces all that the one before it left, and is killed meanwhile. */
  @Test
  @Tag("torture")
  void killed_at_200_random_moments_no_chunk_is_lost_and_none_is_found_twice() throws Exception {
    Random random = new Random(8);
    assertAllCanBeAdded(0);
    for (int edition = 1; edition <= 200; edition++) {
      int told = random.nextInt(PASSAGES / 10);
      killAt(told, random.nextInt(30), edition);

      assertThat(assertWhole(edition, told)).isEqualTo(PASSAGES);
    }
    assertAllCanBeAdded(201);
  }

  private List<Path> files(String ending) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(ending) && Files.isRegularFile(file))
          .toList();
    }
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
    try (Company company = new Company(Store.SQLITE, folder, memory())) {
      company.recall().add(all(edition));
      assertThat(company.recall().size()).isEqualTo(PASSAGES);
      assertThat(company.recall().add(all(edition)))
          .allSatisfy(added -> assertThat(added.outcome()).isEqualTo(Outcome.UNCHANGED));
    }
  }

  /**
   * What a new runtime finds: each passage has all its chunks, each chunk its passage, and what
   * {@code add} returned for is there in its newest edition.
   *
   * @param edition the newest
   * @param told how often {@code add} returned
   */
  private int assertWhole(int edition, int told) {
    try (Company company = new Company(Store.SQLITE, folder, memory())) {
      Map<String, SortedMap<Integer, ChunkRow>> chunks = new TreeMap<>();
      for (Row row : company.journal.rows(RowQuery.table("recall.chunk"))) {
        int sign = row.key().lastIndexOf('#');
        chunks
            .computeIfAbsent(row.key().substring(0, sign), text -> new TreeMap<>())
            .put(
                Integer.valueOf(row.key().substring(sign + 1)),
                company.aios.codec().fromJson(row.body(), ChunkRow.class));
      }
      Map<String, PassageRow> passages = new TreeMap<>();
      for (Row row : company.journal.rows(RowQuery.table("recall.passage"))) {
        passages.put(row.key(), company.aios.codec().fromJson(row.body(), PassageRow.class));
      }
      List<Row> texts = company.journal.rows(RowQuery.table("recall.text"));
      assertThat(texts)
          .extracting(Row::key)
          .containsExactlyInAnyOrderElementsOf(chunks.keySet())
          .containsExactlyInAnyOrderElementsOf(
              passages.values().stream().map(PassageRow::text).toList());
      for (Row text : texts) {
        int count = company.aios.codec().fromJson(text.body(), TextRow.class).chunks();
        assertThat(chunks.get(text.key()).lastKey()).isEqualTo(count - 1);
        assertThat(chunks.get(text.key())).hasSize(count);
      }
      passages.forEach(
          (id, row) -> {
            int number = Integer.parseInt(id.substring(1));
            int found = assertWhole(number, chunks.get(row.text()).values());
            if (number < told * 10) {
              assertThat(found).as("edition of %s, whose add returned", id).isEqualTo(edition);
            }
          });
      int stored = company.recall().size();
      assertThat(passages).hasSize(stored).hasSizeGreaterThanOrEqualTo(told * 10);
      List<Hit> hits = company.recall().search(Query.of("report line", 1000));
      assertThat(hits).extracting(Hit::id).containsExactlyInAnyOrderElementsOf(passages.keySet());
      assertThat(hits)
          .allSatisfy(
              hit -> {
                assertThat(hit.text()).contains("report " + hit.id().substring(1) + ".");
                assertThat(hit.similarity()).as("its vector is there").isNotZero();
              });
      assertThat(company.journal.verify().ok()).isTrue();
      return stored;
    }
  }

  /** The edition of a passage that is as it was added, no line missing and none there twice. */
  private static int assertWhole(int number, Collection<ChunkRow> chunks) {
    StringBuilder whole = new StringBuilder();
    for (ChunkRow chunk : chunks) {
      whole.setLength(Math.min(whole.length(), chunk.start()));
      whole.append("\n".repeat(chunk.start() - whole.length())).append(chunk.text());
    }
    Matcher said = Pattern.compile("Edition (\\d+)\\.").matcher(whole);
    assertThat(said.find()).as(whole.toString()).isTrue();
    int edition = Integer.parseInt(said.group(1));
    assertThat(whole.toString().replaceAll("\\s+", " ").strip())
        .endsWith(
            ("Edition " + edition + ".\n" + ("Line of report " + number + ".\n").repeat(60))
                .replaceAll("\\s+", " ")
                .strip());
    return edition;
  }
}

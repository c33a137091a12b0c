package dev.aios.memory.internal.recall;

import static dev.aios.memory.Company.ids;
import static dev.aios.memory.Company.passage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.memory.Recall.Added.Outcome;
import dev.aios.api.memory.Recall.Hit;
import dev.aios.api.memory.Recall.Query;
import dev.aios.memory.Company;
import dev.aios.memory.HashingEmbedder;
import dev.aios.memory.Memory;
import dev.aios.memory.Store;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index whose texts and words are in files beside the journal; the rows are the truth. */
class SegmentsTest {
  private static final List<Query> QUERIES =
      List.of(
          Query.of("the roof of house 7", 20),
          Query.of("Where does number 33 leak?", 5).around(1),
          Query.of("invoice 12", 50));

  @TempDir Path folder;

  private static Memory memory() {
    return Memory.builder().exactUpTo(20).build();
  }

  private Company company() {
    return new Company(Store.SQLITE, folder, memory());
  }

  private static List<dev.aios.api.memory.Passage> passages(int from, int to) {
    List<dev.aios.api.memory.Passage> all = new ArrayList<>();
    for (int i = from; i < to; i++) {
      all.add(
          passage("p" + i, "Title " + i % 3, "House " + i + " has a roof; it leaks. Invoice " + i));
    }
    return all;
  }

  private static List<List<String>> found(Company company) {
    return QUERIES.stream()
        .map(query -> company.recall().search(query))
        .map(hits -> hits.stream().map(hit -> hit.id() + " " + hit.score()).toList())
        .toList();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(
              file ->
                  file.getFileName().toString().startsWith("segments.list")
                      || file.toString().endsWith(".segment"))
          .sorted()
          .toList();
    }
  }

  private boolean isInAFile(byte[] looked) throws IOException {
    for (Path file : files()) {
      byte[] bytes = Files.readAllBytes(file);
      for (int at = 0; at + looked.length <= bytes.length; at++) {
        if (ByteBuffer.wrap(bytes, at, looked.length).equals(ByteBuffer.wrap(looked))) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isInAFile(String text) throws IOException {
    return isInAFile(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] term(Company company, String word) {
    KeyedHash hash =
        KeyedHash.of(new RecallRows(company.journal, company.aios.codec()).key().orElseThrow());
    return ByteBuffer.allocate(Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(KeywordIndex.Field.WORDS.term(hash, word))
        .array();
  }

  @Test
  void no_word_is_in_the_files_as_it_is_and_what_is_removed_leaves_them_at_once() throws Exception {
    try (Company company = company()) {
      company.recall().add(passages(0, 30));
      company.recall().add(List.of(passage("gone-1", "Rumpelstilzchen spins straw into gold")));
      company.recall().add(passages(30, 60));
      assertThat(files()).hasSizeGreaterThan(1);
      assertThat(isInAFile("Rumpelstilzchen".toLowerCase(java.util.Locale.ROOT))).isFalse();
      byte[] term = term(company, "rumpelstilzchen");
      assertThat(isInAFile(term)).as("its term").isTrue();
      assertThat(isInAFile("gone-1")).as("its passage's id").isTrue();
      assertThat(isInAFile(term(company, "roof"))).isTrue();

      company.recall().remove("gone-1");

      assertThat(isInAFile(term)).isFalse();
      assertThat(isInAFile("gone-1")).isFalse();
      assertThat(isInAFile(term(company, "roof"))).as("what others say").isTrue();
      assertThat(company.recall().search(Query.of("Rumpelstilzchen", 5))).isEmpty();
    }
    try (Company company = company()) {
      assertThat(company.recall().size()).isEqualTo(60);
      assertThat(company.recall().search(Query.of("Rumpelstilzchen", 5))).isEmpty();
    }
  }

  @Test
  void what_was_removed_while_nobody_had_the_files_leaves_them_when_they_are_opened()
      throws Exception {
    try (Company owner = company()) {
      owner.recall().add(passages(0, 40));
      owner.recall().add(List.of(passage("gone-1", "Rumpelstilzchen spins straw into gold")));
      owner.recall().add(passages(40, 61));
      try (Company other = company()) {
        assertThat(other.recall().remove("gone-1")).isTrue();
      }
      assertThat(isInAFile("gone-1")).as("the owner has not looked").isTrue();

      assertThat(owner.recall().search(Query.of("Rumpelstilzchen", 5))).isEmpty();

      assertThat(isInAFile("gone-1")).isFalse();
    }
  }

  /** Flipped bits and cut ends, at random. */
  @Test
  void a_damaged_file_never_makes_an_answer_wrong() throws Exception {
    List<List<String>> right;
    try (Company company = company()) {
      company.recall().add(passages(0, 130));
      for (int i = 0; i < 130; i += 7) {
        company.recall().remove("p" + i);
      }
      right = found(company);
    }
    Random random = new Random(5);
    int times = Integer.getInteger("aios.segments.damages", 24);
    for (int i = 0; i < times; i++) {
      List<Path> files = files();
      assertThat(files).hasSizeGreaterThan(1);
      Path file = files.get(random.nextInt(files.size()));
      try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
        long length = damaged.length();
        if (i % 4 == 3) {
          damaged.setLength((long) (random.nextDouble() * length));
        } else {
          long at = (long) (random.nextDouble() * length);
          damaged.seek(at);
          int was = damaged.read();
          damaged.seek(at);
          damaged.write(was ^ 1 << random.nextInt(8));
        }
      }
      try (Company company = company()) {
        List<List<String>> now = found(company);
        for (int q = 0; q < now.size(); q++) {
          assertThat(now.get(q))
              .as("damage %d of %s, query %d", i, file, q)
              .isEqualTo(right.get(q));
        }
        assertThat(company.recall().size()).isEqualTo(130 - 19);
      }
    }
  }

  @Test
  void missing_files_are_made_anew() throws Exception {
    List<List<String>> right;
    try (Company company = company()) {
      company.recall().add(passages(0, 90));
      right = found(company);
    }
    List<Path> files = files();
    for (Path gone : files) {
      if (Files.deleteIfExists(gone)) {
        try (Company company = company()) {
          assertThat(found(company)).isEqualTo(right);
        }
        assertThat(files()).hasSizeGreaterThan(1);
      }
    }
  }

  @Test
  void an_older_copy_of_the_journal_does_not_find_what_it_does_not_hold() throws Exception {
    Path copy = folder.resolve("copy.db");
    try (Company company = company()) {
      company.recall().add(passages(0, 50));
    }
    Files.copy(folder.resolve("company.db"), copy);
    try (Company company = company()) {
      company.recall().add(passages(50, 100));
      company.recall().remove("p3");
    }
    Files.move(
        copy, folder.resolve("company.db"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(folder.resolve("company.db-wal"));
    Files.deleteIfExists(folder.resolve("company.db-shm"));
    try (Company company = company()) {
      // Also when the copy has grown past the files' position with records of its own.
      company.recall().add(passages(200, 280));
      assertThat(company.recall().size()).isEqualTo(130);
      assertThat(ids(company.recall().search(Query.of("invoice", 200))))
          .contains("p3", "p279")
          .doesNotContain("p60");
    }
  }

  @Test
  void a_folder_of_another_journal_is_not_believed() throws Exception {
    Path shared = folder.resolve("shared");
    Path other = Files.createDirectories(folder.resolve("other"));
    Memory kept = Memory.builder().exactUpTo(20).vectorFiles(shared).build();
    try (Company company = new Company(Store.SQLITE, folder, kept)) {
      company.recall().add(passages(0, 50));
    }
    Memory again = Memory.builder().exactUpTo(20).vectorFiles(shared).build();
    try (Company company = new Company(Store.SQLITE, other, again)) {
      company.recall().add(passages(100, 160));
      assertThat(ids(company.recall().search(Query.of("invoice", 200))))
          .hasSize(60)
          .doesNotContain("p7");
    }
  }

  /** What a copy of all files at this moment shows is what a killed process leaves. */
  private Company killedNow(String name) throws IOException {
    Path copy = Files.createDirectories(folder.resolve(name));
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Path target = copy.resolve(folder.relativize(file).toString());
        if (!folder.relativize(file).toString().startsWith("killed")
            && !file.getFileName().toString().endsWith("-shm")) {
          Files.createDirectories(target.getParent());
          Files.copy(file, target);
        }
      }
    }
    return new Company(Store.SQLITE, copy, memory());
  }

  @Test
  void a_text_that_changed_since_its_file_keeps_all_its_passages_over_a_crash() throws Exception {
    try (Company company = company()) {
      company.recall().add(passages(0, 30));
      // The same words as another passage, which is in a file: the text is read again with both.
      assertThat(
              company
                  .recall()
                  .add(List.of(passage("twin", "House 5 has a roof; it leaks. Invoice 5")))
                  .get(0)
                  .outcome())
          .isEqualTo(Outcome.DUPLICATE);
      Query five = Query.of("house 5 invoice 5", 1);
      assertThat(ids(company.recall().search(five))).containsExactly("p5");
      try (Company after = killedNow("killed1")) {
        assertThat(ids(after.recall().search(five))).containsExactly("p5");
        assertThat(after.recall().size()).isEqualTo(31);
        after.recall().remove("p5");
        assertThat(ids(after.recall().search(five))).containsExactly("twin");
      }
      company.recall().remove("p5");
      try (Company after = killedNow("killed2")) {
        assertThat(ids(after.recall().search(five))).containsExactly("twin");
        assertThat(after.recall().size()).isEqualTo(30);
        assertThat(found(after)).isEqualTo(found(company));
      }
    }
  }

  @Test
  void numbers_are_used_again_and_what_comes_is_not_taken_for_what_went() throws Exception {
    List<Hit> last = List.of();
    Memory memory = Memory.builder().embedder(new HashingEmbedder()).exactUpTo(20).build();
    try (Company company = new Company(Store.SQLITE, folder, memory)) {
      company.recall().add(passages(0, 60));
      for (int i = 60; i < 400; i += 10) {
        company.recall().add(passages(i, i + 10));
        for (int gone = i - 60; gone < i - 50; gone++) {
          assertThat(company.recall().remove("p" + gone)).isTrue();
        }
        last = company.recall().search(Query.of("house roof invoice", 200));
        assertThat(last).hasSize(60).allMatch(hit -> hit.text().contains(hit.id().substring(1)));
      }
      assertThat(company.recall().search(Query.of("invoice 17", 5)))
          .allMatch(hit -> !hit.id().equals("p17"));
    }
    try (Stream<Path> all = Files.walk(folder)) {
      long bytes =
          all.filter(file -> file.toString().endsWith(".segment"))
              .mapToLong(file -> file.toFile().length())
              .sum();
      assertThat(bytes).as("files do not grow with what went").isLessThan(2_000_000);
    }
  }
}

package dev.aios.memory.internal.recall;

import static dev.aios.memory.Company.ids;
import static dev.aios.memory.Company.passage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.StorageException;
import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entity.Kind;
import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Recall.Query;
import dev.aios.api.policy.Untrusted;
import dev.aios.memory.Company;
import dev.aios.memory.HashingEmbedder;
import dev.aios.memory.Memory;
import dev.aios.memory.Store;
import dev.aios.memory.WatchedJournal;
import dev.aios.memory.erasure.Erasure;
import dev.aios.memory.internal.derived.FallingRecall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threads that are interrupted, and a database that fails, while an index in files is used. */
class RecallFailuresTest {
  @TempDir Path folder;

  private WatchedJournal journal;

  private Company company() {
    Memory memory =
        Memory.builder()
            .embedder(new HashingEmbedder())
            .exactUpTo(20)
            .vectorFiles(folder.resolve("files"))
            .build();
    return new Company(
        Store.SQLITE,
        folder,
        its -> {
          journal = new WatchedJournal(its);
          return journal;
        },
        memory);
  }

  @AfterEach
  void nobodyIsInterrupted() {
    Thread.interrupted();
  }

  private static List<Passage> passages(int from, int to) {
    List<Passage> all = new ArrayList<>();
    for (int i = from; i < to; i++) {
      all.add(
          passage("p" + i, "Title " + i % 3, "House " + i + " has a roof; it leaks. Invoice " + i));
    }
    return all;
  }

  private List<Path> files(String ending) throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve("files"))) {
      return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  /** The number of the newest segment: older ones may have been put together. */
  private int newestSegment() throws IOException {
    return files(".segment").stream()
        .mapToInt(file -> Integer.parseInt(file.getFileName().toString().replace(".segment", "")))
        .max()
        .orElse(0);
  }

  private boolean isInAFile(String text) throws IOException {
    for (Path file : files("")) {
      if (Files.isRegularFile(file)
          && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
        return true;
      }
    }
    return false;
  }

  /** Interrupts the thread that reads that the next time. */
  private void interruptOnce(String what) {
    AtomicBoolean done = new AtomicBoolean();
    journal.watch(
        (read, key) -> {
          if (read.equals(what) && done.compareAndSet(false, true)) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void failOnce(String what, String of) {
    AtomicBoolean done = new AtomicBoolean();
    journal.watch(
        (read, key) -> {
          if (read.equals(what) && key.equals(of) && done.compareAndSet(false, true)) {
            throw new StorageException("The connection was lost");
          }
        });
  }

  private void filled() throws Exception {
    try (Company company = company()) {
      company.recall().add(passages(0, 30));
      company.recall().add(List.of(passage("gone-1", "Rumpelstilzchen spins straw into gold")));
      company.recall().add(passages(30, 60));
    }
    // A file that is made while its index closes may go again.
    for (int i = 0; i < 50 && files(".vectors").isEmpty(); i++) {
      try (Company company = company()) {
        company.recall().size();
        for (int j = 0; j < 3_000 && files(".vectors").isEmpty(); j++) {
          Thread.sleep(10);
        }
      }
    }
    assertThat(files(".vectors")).isNotEmpty();
    assertThat(isInAFile("gone-1")).isTrue();
  }

  @Test
  void the_first_search_of_an_interrupted_thread_throws_no_file_away() throws Exception {
    filled();
    try (Company company = company()) {
      AtomicBoolean allRows = new AtomicBoolean();
      AtomicInteger chunks = new AtomicInteger();
      journal.watch(
          (read, key) -> {
            allRows.compareAndSet(false, read.equals("recall.passage") && key.isEmpty());
            chunks.addAndGet(read.equals("recall.chunk") ? 1 : 0);
          });
      Thread.currentThread().interrupt();
      assertThat(ids(company.recall().search(Query.of("straw into gold", 1))))
          .containsExactly("gone-1");
      assertThat(Thread.interrupted()).as("it is still interrupted").isTrue();
      assertThat(allRows).as("texts are read from their files").isFalse();
      assertThat(chunks.get()).as("vectors too, but new ones").isLessThan(50);
    }
  }

  @Test
  void what_an_interrupted_thread_removes_leaves_the_files() throws Exception {
    filled();
    try (Company company = company()) {
      assertThat(company.recall().size()).isEqualTo(61);
      Thread.currentThread().interrupt();
      assertThat(company.recall().remove("gone-1")).isTrue();
      assertThat(Thread.interrupted()).as("it is still interrupted").isTrue();
      assertThat(isInAFile("gone-1")).isFalse();
      assertThat(company.recall().search(Query.of("Rumpelstilzchen", 50)))
          .noneMatch(hit -> hit.id().equals("gone-1"));
    }
    try (Company company = company()) {
      assertThat(company.recall().size()).isEqualTo(60);
    }
  }

  @Test
  void an_interrupt_during_a_removal_neither_breaks_later_searches_nor_keeps_anything()
      throws Exception {
    filled();
    try (Company company = company()) {
      assertThat(company.recall().size()).isEqualTo(61);
      interruptOnce("recall.text"); // In the removal itself, which is before the index's.
      assertThat(company.recall().remove("gone-1")).isTrue();
      Thread.interrupted();
      interruptOnce("stream");
      assertThat(company.recall().remove("p7")).isTrue();
      assertThat(Thread.interrupted()).isTrue();
      journal.unwatch();
      assertThat(isInAFile("gone-1")).isFalse();
      for (int i = 0; i < 60; i += 9) {
        assertThat(ids(company.recall().search(Query.of("house " + i + " invoice " + i, 1))))
            .containsExactly("p" + i);
      }
      company.recall().add(passages(60, 90));
      assertThat(company.recall().size()).isEqualTo(89);
    }
  }

  /** The flag is up when the segment is written, whose channel that closes. */
  @Test
  void an_interrupt_while_texts_go_into_a_file_does_not_end_the_keeping_of_files()
      throws Exception {
    filled();
    try (Company company = company()) {
      assertThat(company.recall().size()).isEqualTo(61);
      int before = newestSegment();
      interruptOnce("stream");
      company.recall().add(passages(60, 83));
      assertThat(Thread.interrupted()).as("it is still interrupted").isTrue();
      journal.unwatch();
      assertThat(newestSegment()).isGreaterThan(before);
      assertThat(company.recall().size()).isEqualTo(84);
    }
  }

  @Test
  void an_interrupted_thread_closes_it_as_any_other_does() throws Exception {
    filled();
    try (Company company = company()) {
      company.recall().add(passages(60, 65));
      int before = newestSegment();
      JournalRecall recall = (JournalRecall) ((FallingRecall) company.recall()).recall();
      Thread.currentThread().interrupt();
      recall.close();
      assertThat(Thread.interrupted()).as("it is still interrupted").isTrue();
      assertThat(newestSegment()).as("what was new is in").isGreaterThan(before);
    }
    try (Company company = company()) {
      assertThat(company.recall().size()).isEqualTo(66);
    }
  }

  @Test
  void a_database_that_fails_in_the_middle_of_a_change_loses_no_passage() throws Exception {
    try (Company company = company()) {
      company.recall().add(passages(0, 10));
      company
          .recall()
          .add(
              List.of(
                  passage("twin1", "House 5 has a roof; it leaks. Invoice 5"),
                  passage("twin2", "House 5 has a roof; it leaks. Invoice 5")));
      company.recall().add(passages(10, 40));
      assertThat(company.recall().size()).isEqualTo(42);
    }
    try (Company company = company()) {
      assertThat(company.recall().size()).isEqualTo(42);
      failOnce("recall.passage", "twin2");

      assertThatThrownBy(() -> company.recall().remove("p5")).isInstanceOf(StorageException.class);

      journal.unwatch();
      assertThat(company.recall().size()).isEqualTo(41);
      assertThat(company.recall().remove("twin1")).isTrue();
      assertThat(ids(company.recall().search(Query.of("house 5 invoice 5", 1))))
          .containsExactly("twin2");
    }
    try (Company company = company()) {
      assertThat(company.recall().size()).isEqualTo(40);
      assertThat(ids(company.recall().search(Query.of("house 5 invoice 5", 1))))
          .containsExactly("twin2");
    }
  }

  @Test
  void a_database_that_fails_before_a_change_does_not_cost_the_index() {
    try (Company company = company()) {
      company.recall().add(passages(0, 10));
      failOnce("stream", "recall");
      assertThatThrownBy(() -> company.recall().remove("p5")).isInstanceOf(StorageException.class);

      AtomicBoolean readAnew = new AtomicBoolean();
      journal.watch(
          (read, key) -> {
            if (read.equals("recall.passage") && key.isEmpty()) {
              readAnew.set(true);
            }
          });
      assertThat(company.recall().size()).isEqualTo(9);
      assertThat(readAnew).isFalse();
    }
  }

  @Test
  void an_erasure_that_is_taken_up_again_is_done_when_the_files_are_clean() throws Exception {
    try (Company company = company()) {
      String anna =
          company
              .entities()
              .resolve(Kind.PERSON, "Annabella", Set.of(Anchor.mail("a@lindenhof.example")), "m")
              .id();
      company
          .recall()
          .add(
              List.of(
                  new Passage(
                      "hers-1",
                      Untrusted.text("She sang in the choir", "note:1"),
                      "",
                      null,
                      Set.of(anna),
                      null,
                      Map.of())));
      company.recall().add(passages(0, 40));
      assertThat(isInAFile("hers-1")).isTrue();
      Erasure erasure = company.aios.service(Erasure.class);
      failOnce("stream", "recall");
      assertThatThrownBy(() -> erasure.person(anna)).isInstanceOf(StorageException.class);
      journal.unwatch();
      assertThat(isInAFile("hers-1")).as("nobody has used recall since").isTrue();

      erasure.person(anna);

      assertThat(isInAFile("hers-1")).isFalse();
    }
  }

  /** More than a page of records that another process wrote. */
  @Test
  void what_came_since_goes_into_files_page_by_page() throws Exception {
    filled();
    Memory beside =
        Memory.builder()
            .embedder(new HashingEmbedder())
            .vectorFiles(folder.resolve("others"))
            .build();
    try (Company other = new Company(Store.SQLITE, folder, beside)) {
      List<Passage> much = new ArrayList<>();
      Random random = new Random(3);
      for (int i = 100; i < 640; i++) {
        StringBuilder words = new StringBuilder("house ").append(i);
        for (int j = 0; j < 8; j++) {
          words.append(' ').append(Long.toString(random.nextLong() >>> 1, 36));
        }
        much.add(passage("p" + i, words.toString()));
      }
      other.recall().add(much);
    }
    List<List<Path>> segments = new ArrayList<>();
    try (Company company = company()) {
      journal.watch(
          (read, key) -> {
            if (read.equals("stream") && key.equals("recall")) {
              try {
                segments.add(files(".segment"));
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            }
          });
      assertThat(company.recall().size()).isEqualTo(61 + 540);
      journal.unwatch();
      assertThat(segments).hasSizeGreaterThanOrEqualTo(3);
      assertThat(segments.get(1)).as("after a page").isNotEqualTo(segments.get(0));
      assertThat(ids(company.recall().search(Query.of("house 577", 1)))).containsExactly("p577");
    }
    try (Company company = company()) {
      assertThat(company.recall().size()).isEqualTo(61 + 540);
    }
  }
}

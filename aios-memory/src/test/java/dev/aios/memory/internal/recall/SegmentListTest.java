package dev.aios.memory.internal.recall;

import static dev.aios.memory.Company.passage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.journal.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of segments, and what it says of what was removed. */
class SegmentListTest {
  @TempDir Path folder;

  /** Nothing can be written where a folder is. */
  private void noListCanBeWritten() throws IOException {
    Files.createDirectory(folder.resolve("segments.list.new"));
  }

  private void assertNoFiles(KeptTexts kept) throws IOException {
    assertThat(kept.segments()).isEmpty();
    assertThat(folder.resolve("segments.list")).doesNotExist();
  }

  @Test
  void after_a_list_that_failed_nothing_is_left_in_files_and_all_is_found() throws Exception {
    try (KeptTexts kept = new KeptTexts(folder, 4)) {
      kept.add(0, 10);
      KeptTexts.Opened opened = kept.open();
      kept.doWork();
      noListCanBeWritten();
      kept.company.recall().add(List.of(passage("twin", "the roof of word5")));
      kept.add(10, 20);

      opened.catchUp();

      assertNoFiles(kept);
      assertThat(opened.found("roof")).isEqualTo(20);
      assertThat(opened.found("word5")).isEqualTo(1);
      kept.remove(5, 6);
      opened.catchUp();
      assertThat(opened.found("word5")).isEqualTo(1);
      assertThat(kept.company.recall().remove("twin")).isTrue();
      opened.catchUp();
      kept.doWork();
      assertThat(opened.found("word5")).isZero();
      assertThat(opened.index.texts().passages()).isEqualTo(19);
      opened.close();
      assertNoFiles(kept);

      KeptTexts.Opened again = kept.open();
      assertThat(kept.segments()).isNotEmpty();
      assertThat(again.found("roof")).isEqualTo(19);
      again.close();
    }
  }

  @Test
  void a_merge_that_cannot_be_listed_leaves_no_older_files() throws Exception {
    try (KeptTexts kept = new KeptTexts(folder, 4)) {
      KeptTexts.Opened opened = kept.open();
      for (int i = 0; i < 4; i++) {
        kept.add(i * 10, (i + 1) * 10);
        opened.catchUp();
      }
      assertThat(kept.work).hasSize(1);
      noListCanBeWritten();

      kept.doWork();

      assertNoFiles(kept);
      assertThat(opened.found("roof")).isEqualTo(40);
      kept.remove(3, 4);
      opened.catchUp();
      assertThat(opened.found("word3")).isZero();
      opened.close();
    }
  }

  /**
   * Of a journal that is asked for the hash of the record at a list's position, before the list.
   */
  private static Journal asked(Journal journal, Runnable first) {
    return (Journal)
        Proxy.newProxyInstance(
            Journal.class.getClassLoader(),
            new Class<?>[] {Journal.class},
            (proxy, method, arguments) -> {
              Object answer;
              try {
                answer = method.invoke(journal, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              if (method.getName().equals("read")) {
                first.run();
              }
              return answer;
            });
  }

  @Test
  void what_was_removed_is_on_the_disk_before_a_list_covers_its_removal() throws Exception {
    try (KeptTexts kept = new KeptTexts(folder, 4)) {
      AtomicInteger lists = new AtomicInteger();
      Runnable look =
          () -> {
            lists.incrementAndGet();
            try {
              for (Path file : kept.segments()) {
                Path copy = Files.copy(file, folder.resolve("copy"));
                int blocks = SegmentLayout.read(copy).blocks();
                assertThat(Blocks.open(copy, blocks).leftMarked().isEmpty())
                    .as("nothing is on its way to the disk")
                    .isTrue();
                Files.delete(copy);
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          };
      kept.add(0, 10);
      KeptTexts.Opened opened = kept.new Opened(asked(kept.company.journal, look), kept.work::add);
      kept.remove(2, 3);
      kept.add(10, 20);
      lists.set(0);

      opened.catchUp();

      assertThat(lists.get()).isPositive();
      assertThat(opened.found("word2")).isZero();
      opened.close();
    }
  }
}

package dev.aios.memory.internal.recall;

import static dev.aios.memory.Company.ids;
import static dev.aios.memory.Company.passage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Recall.Query;
import dev.aios.memory.Company;
import dev.aios.memory.Memory;
import dev.aios.memory.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When segments are made, put together, listed and let go. */
class SegmentUpkeepTest {
  @TempDir Path folder;

  private Company company() {
    return new Company(Store.SQLITE, folder, Memory.builder().exactUpTo(4).build());
  }

  private static void loseFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".segment")).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void texts_that_passages_share_are_found_by_words_after_all_rows_were_read_anew()
      throws Exception {
    int count = 40;
    List<Passage> first = new ArrayList<>();
    List<Passage> second = new ArrayList<>();
    for (int i = 10; i < 10 + count; i++) {
      first.add(passage("a" + i, "the roof of word" + i));
      second.add(passage("b" + i, "the roof of word" + i));
    }
    try (Company company = company()) {
      company.recall().add(first);
      company.recall().add(second);
    }
    loseFiles(folder);
    for (int times = 0; times < 2; times++) {
      try (Company company = company()) {
        for (int i = 10; i < 10 + count; i++) {
          assertThat(ids(company.recall().search(Query.of("word" + i, 3))))
              .containsExactly("a" + i);
        }
        assertThat(company.recall().search(Query.of("roof", 100))).hasSize(count);
        assertThat(company.recall().size()).isEqualTo(2 * count);
      }
    }
    try (Company company = company()) {
      for (int i = 10; i < 10 + count; i++) {
        assertThat(company.recall().remove("a" + i)).isTrue();
        assertThat(ids(company.recall().search(Query.of("word" + i, 3)))).containsExactly("b" + i);
        assertThat(company.recall().remove("b" + i)).isTrue();
        assertThat(company.recall().search(Query.of("word" + i, 3))).isEmpty();
      }
    }
  }

  @Test
  void a_segment_whose_texts_are_all_removed_is_gone_and_nothing_is_done_any_more()
      throws Exception {
    try (KeptTexts kept = new KeptTexts(folder, 4)) {
      kept.add(0, 14);
      KeptTexts.Opened opened = kept.open();
      kept.doWork();
      assertThat(kept.segments()).isNotEmpty();
      kept.remove(0, 14);
      opened.catchUp();
      kept.doWork();
      assertThat(kept.segments()).isEmpty();
      assertThat(opened.found("roof")).isZero();

      kept.add(20, 40);
      opened.catchUp();
      kept.doWork();
      assertThat(opened.found("roof")).isEqualTo(20);
      opened.close();
      KeptTexts.Opened again = kept.open();
      assertThat(kept.segments()).isNotEmpty();
      assertThat(again.found("word33")).isEqualTo(1);
      again.close();
    }
  }
}

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

  /** Each takes from a merge what it has read; none of them may wait for all of it. */
  @Test
  void removals_that_trickle_do_not_put_large_segments_together_while_others_wait()
      throws Exception {
    try (KeptTexts kept = new KeptTexts(folder, 4)) {
      KeptTexts.Opened opened = kept.open();
      for (int i = 0; i < 4; i++) {
        kept.add(i * 20, (i + 1) * 20);
        opened.catchUp();
      }
      assertThat(kept.segments()).as("each is as large as four small ones").hasSize(4);
      for (int i = 0; i < 8; i++) {
        assertThat(kept.work).as("a merge that waits for its thread").hasSize(1);
        kept.remove(i, i + 1);
        opened.catchUp();
        assertThat(kept.segments()).as("removal %d", i).hasSize(4);
        kept.work.remove().run(); // It was for nothing, and begins again.
      }

      for (int i = 0; i < 4; i++) {
        kept.add(100 + i * 5, 105 + i * 5);
        opened.catchUp();
      }
      assertThat(kept.segments()).as("small ones meanwhile").hasSize(8);
      kept.remove(10, 11);
      opened.catchUp();
      kept.work.remove().run();
      assertThat(kept.segments()).as("small ones were put together").hasSize(5);

      kept.doWork();
      assertThat(kept.segments()).hasSize(1);
      assertThat(opened.found("roof")).isEqualTo(80 - 9 + 20);
      assertThat(opened.found("word11")).isEqualTo(1);
      assertThat(opened.found("word3")).isZero();
      opened.close();
    }
  }

  @Test
  void there_may_be_hundreds_of_segments() throws Exception {
    try (KeptTexts kept = new KeptTexts(folder, 4)) {
      kept.add(0, 6);
      KeptTexts.Opened opened = kept.open();
      opened.close();
      Path file = kept.segments().get(0);
      Segments segments = new Segments(opened.index.hash());
      for (int i = 0; i < 300; i++) {
        Segment last = Segment.open(file, SegmentWriter.check(opened.index.hash()));
        segments.add(last);
        int ordinal = last.ordinal(0);
        assertThat(segments.of(ordinal)).as("segment %d", i).isSameAs(last);
      }
    }
  }
}

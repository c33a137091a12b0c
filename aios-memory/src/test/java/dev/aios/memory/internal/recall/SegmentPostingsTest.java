package dev.aios.memory.internal.recall;

import static dev.aios.memory.Company.passage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.memory.Passage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents of a word in a segment, asked for in any order. */
class SegmentPostingsTest {
  private static final int PASSAGES = 300;

  @TempDir Path folder;

  @Test
  void documents_are_found_wherever_the_one_before_was_also_beside_blank_ones() throws Exception {
    Random random = new Random(11);
    try (KeptTexts kept = new KeptTexts(folder, 50)) {
      List<Passage> all = new ArrayList<>();
      for (int i = 0; i < PASSAGES; i++) {
        StringBuilder text = new StringBuilder("number" + i);
        for (String word : List.of("often", "seldom", "once")) {
          int every = word.equals("often") ? 2 : word.equals("seldom") ? 17 : PASSAGES;
          text.append((" " + word).repeat(random.nextInt(every) == 0 ? 1 + i % 3 : 0));
        }
        all.add(passage("p" + i, text.append(i == 99 ? " once" : "").toString()));
      }
      kept.company.recall().add(all);
      KeptTexts.Opened opened = kept.open();
      check(opened, random);

      for (int i = 0; i < PASSAGES; i += 1 + random.nextInt(3)) {
        kept.remove(i, i == 99 ? i : i + 1); // The last that says it stays.
      }
      opened.catchUp();
      check(opened, random);
      opened.close();
    }
  }

  private static List<Postings> postings(KeptTexts.Opened opened, String word) {
    List<KeywordIndex.Term> terms = opened.index.words().looking(List.of(word)).terms();
    assertThat(terms).hasSize(1);
    assertThat(terms.get(0).lists()).isNotEmpty().hasOnlyElementsOfType(SegmentPostings.class);
    return terms.get(0).lists();
  }

  private static void check(KeptTexts.Opened opened, Random random) {
    for (String word : List.of("often", "seldom", "once")) {
      for (int i = 0; i < postings(opened, word).size(); i++) {
        check(postings(opened, word).get(i), postings(opened, word).get(i), random);
      }
    }
  }

  private static void check(Postings whole, Postings asked, Random random) {
    Map<Integer, Integer> counts = new HashMap<>();
    int[] documents = new int[PASSAGES];
    int[] times = new int[PASSAGES];
    int read = whole.read(0, documents, times);
    for (int i = 0; i < read; i++) {
      if (times[i] > 0) {
        counts.put(documents[i], times[i]);
      }
    }
    assertThat(counts).hasSize(whole.live()).isNotEmpty();
    int document = 0;
    for (int i = 0; i < 20_000; i++) {
      document =
          random.nextInt(4) == 0
              ? random.nextInt(PASSAGES + 20)
              : Math.max(0, document + random.nextInt(7) - 3);
      assertThat(asked.count(document)).isEqualTo(counts.getOrDefault(document, 0));
    }
  }
}

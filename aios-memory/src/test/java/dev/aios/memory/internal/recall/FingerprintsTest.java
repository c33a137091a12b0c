package dev.aios.memory.internal.recall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.memory.internal.rows.TextRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FingerprintsTest {
  @Test
  void those_that_are_near_are_found_whatever_was_added_and_taken_out() {
    Random random = new Random(11);
    Fingerprints prints = new Fingerprints();
    List<IndexedText> there = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      if (random.nextInt(3) > 0 || there.isEmpty()) {
        IndexedText text = text("t" + i, random.nextLong() & 0xFFFFL);
        prints.add(text);
        there.add(text);
      } else {
        IndexedText gone = there.remove(random.nextInt(there.size()));
        prints.remove(gone);
        prints.remove(gone);
      }
    }

    long looked = 0x5A5AL;
    List<IndexedText> near = new ArrayList<>();
    prints.near(looked, 4, near::add);

    assertThat(near)
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(
            there.stream().filter(text -> Long.bitCount(text.fingerprint ^ looked) <= 4).toList());
  }

  private static IndexedText text(String key, long fingerprint) {
    return new IndexedText(
        key, new TextRow(1, 1, "r", null, null, String.format(Locale.ROOT, "%016x", fingerprint)));
  }
}

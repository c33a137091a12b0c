package dev.aios.memory.internal.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FingerprintsTest {
  @Test
  void those_that_are_near_are_found_whatever_was_added_and_taken_out() {
    Random random = new Random(11);
    Fingerprints prints = new Fingerprints();
    Map<Integer, Long> there = new TreeMap<>();
    for (int i = 0; i < 5_000; i++) {
      if (random.nextInt(3) > 0 || there.isEmpty()) {
        long print = random.nextLong() & 0xFFFFL;
        prints.add(i, print);
        there.put(i, print);
      } else {
        int gone = new ArrayList<>(there.keySet()).get(random.nextInt(there.size()));
        there.remove(gone);
        prints.remove(gone);
        prints.remove(gone);
      }
    }

    long looked = 0x5A5AL;
    List<Integer> near = new ArrayList<>();
    prints.near(looked, 4, near::add);

    assertThat(near)
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(
            there.keySet().stream()
                .filter(text -> Long.bitCount(there.get(text) ^ looked) <= 4)
                .toList());
  }
}

package dev.aios.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Passage.Said;
import dev.aios.api.memory.Ranking;
import dev.aios.api.memory.Recall.Hit;
import dev.aios.api.memory.Recall.Query;
import dev.aios.api.policy.Untrusted;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A large index, whose vectors have codes, answers as one does that compares each vector. */
class RecallByCodesTest {
  private static final int TURNS = 1_500;

  @TempDir Path codes;
  @TempDir Path exact;

  private static String words(Random random, int topic, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      int word = random.nextInt(3) == 0 ? random.nextInt(2_000) : topic * 25 + random.nextInt(50);
      text.append(i == 0 ? "" : " ").append(Integer.toString(word * 7919 + 46_656, 36));
    }
    return text.toString();
  }

  private static List<Passage> talk() {
    Random random = new Random(5);
    List<Passage> turns = new ArrayList<>();
    for (int i = 0; i < TURNS; i++) {
      turns.add(
          Passage.turn(
              "t" + i,
              Untrusted.text(words(random, i / 20, 14), "chat:1"),
              new Said("thread-" + i / 20, i, "Speaker" + i % 2),
              Instant.parse("2025-01-01T08:00:00Z").plusSeconds(i * 60L)));
    }
    return turns;
  }

  private static Company company(Path folder, int exactUpTo) {
    return new Company(
        Store.SQLITE,
        folder,
        Memory.builder().embedder(new HashingEmbedder("wide", 256)).exactUpTo(exactUpTo).build());
  }

  private void compare(Ranking ranking) {
    List<Passage> talk = talk();
    int same = 0;
    int asked = 0;
    try (Company byCodes = company(codes, 50);
        Company byVectors = company(exact, TURNS)) {
      byCodes.recall().add(talk);
      byVectors.recall().add(talk);
      Random random = new Random(6);
      for (int i = 0; i < 40; i++) {
        Query query = Query.of(words(random, i, 6), 10).ranked(ranking);
        Map<String, Double> scores = new HashMap<>();
        for (Hit hit : byVectors.recall().search(query)) {
          scores.put(hit.id(), hit.score());
        }
        assertThat(scores).hasSize(10);
        for (Hit hit : byCodes.recall().search(query)) {
          asked++;
          Double expected = scores.get(hit.id());
          if (expected != null) {
            same++;
            assertThat(hit.score())
                .as("of what is compared in the end")
                .isCloseTo(expected, within(0.02));
          }
        }
      }
    }
    assertThat(asked).isEqualTo(400);
    assertThat(same).isGreaterThan(390);
  }

  @Test
  void the_same_is_found_with_the_same_scores() {
    compare(Ranking.DEFAULT);
  }

  @Test
  void so_it_is_where_what_is_new_counts() {
    compare(
        Ranking.DEFAULT.recency(1, Duration.ofDays(1)).at(Instant.parse("2025-01-05T08:00:00Z")));
  }
}

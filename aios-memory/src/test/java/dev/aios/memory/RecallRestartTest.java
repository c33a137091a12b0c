package dev.aios.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Passage.Said;
import dev.aios.api.memory.Recall.Hit;
import dev.aios.api.memory.Recall.Query;
import dev.aios.api.policy.Untrusted;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an index has made for earlier searches changes no score of a later one. */
class RecallRestartTest {
  private static final Query ASKED = Query.of("does the roof of the barn leak", 10);
  private static final String[] WHAT = {"roof", "barn", "invoice", "choir", "cellar", "boat"};

  @TempDir Path folder;

  private Company open() {
    return new Company(Store.SQLITE, folder, Memory.with(new HashingEmbedder()));
  }

  private static Passage turn(int position) {
    String text = WHAT[position % 6] + " and " + WHAT[position % 5] + " number " + position;
    return Passage.turn(
        "turn" + position,
        Untrusted.text(text, "chat"),
        new Said("thread", position, "Speaker"),
        Instant.parse("2026-01-05T08:00:00Z").plusSeconds(position));
  }

  private static void assertSameAfterRestart(Company company, Company restarted) {
    List<Hit> found = company.recall().search(ASKED);
    List<Hit> again = restarted.recall().search(ASKED);
    assertThat(found).hasSize(10).hasSameSizeAs(again);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i).id()).isEqualTo(again.get(i).id());
      assertThat(found.get(i).score()).isCloseTo(again.get(i).score(), within(1e-6));
    }
  }

  @Test
  void a_question_has_the_same_scores_after_a_restart_whatever_was_asked_before() {
    try (Company company = open()) {
      List<Passage> even = new ArrayList<>();
      List<Passage> odd = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        (i % 2 == 0 ? even : odd).add(turn(i));
      }
      company.recall().add(even);
      assertThat(company.recall().search(ASKED)).hasSize(10);

      company.recall().add(odd); // Each stands between two that were there.
      try (Company restarted = open()) {
        assertSameAfterRestart(company, restarted);
      }
      for (int i = 0; i < 60; i += 7) {
        company.recall().remove("turn" + i);
      }
      try (Company restarted = open()) {
        assertSameAfterRestart(company, restarted);
      }
    }
  }
}

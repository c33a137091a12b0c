package dev.aios.memory.internal.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class BestTest {
  /** Scores are few, so that many are equal; ties go the other way round than numbers. */
  @Property
  void the_best_of_all_that_were_offered_are_kept_in_order(
      @ForAll @IntRange(min = 1, max = 200) int most,
      @ForAll @Size(max = 500) List<@IntRange(max = 20) Integer> scores) {
    Best best = new Best(most, (one, two) -> Integer.compare(two, one));
    List<Ranked> all = new ArrayList<>();
    for (int i = 0; i < scores.size(); i++) {
      boolean full = all.size() >= most;
      double worst = all.stream().mapToDouble(Ranked::score).min().orElse(0);
      assertThat(best.takes(scores.get(i))).isEqualTo(!full || scores.get(i) >= worst);
      best.offer(i, scores.get(i));
      all.add(new Ranked(i, scores.get(i)));
      all.sort(
          Comparator.comparingDouble(Ranked::score).thenComparingInt(Ranked::chunk).reversed());
      if (all.size() > most) {
        all.remove(most);
      }
    }
    assertThat(best.list()).isEqualTo(all);
  }
}

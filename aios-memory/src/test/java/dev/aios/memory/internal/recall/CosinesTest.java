package dev.aios.memory.internal.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CosinesTest {
  @Test
  void each_is_asked_for_once_and_kept_also_where_there_is_none() {
    Cosines cosines = new Cosines();
    Random random = new Random(7);
    Map<Integer, Integer> asked = new HashMap<>();
    Map<Integer, Float> told = new HashMap<>();
    for (int i = 0; i < 60_000; i++) {
      int ordinal = random.nextInt(3) == 0 ? random.nextInt(20_000) << 10 : random.nextInt(10_000);
      if (random.nextInt(10) == 0) {
        told.put(ordinal, random.nextFloat());
        cosines.put(ordinal, told.get(ordinal));
      }
      float expected = told.getOrDefault(ordinal, ordinal % 7 == 0 ? Float.NaN : ordinal / 1e8f);
      float cosine =
          cosines.of(
              ordinal,
              one -> {
                asked.merge(one, 1, Integer::sum);
                return one % 7 == 0 ? Float.NaN : one / 1e8f;
              });
      assertThat(Float.valueOf(cosine)).isEqualTo(Float.valueOf(expected));
    }
    assertThat(asked).hasSizeGreaterThan(10_000).containsKey(0);
    assertThat(asked.values()).containsOnly(1);
  }
}

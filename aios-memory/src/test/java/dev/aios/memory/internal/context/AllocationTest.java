package dev.aios.memory.internal.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.memory.context.Fidelity;
import dev.aios.memory.context.Section;
import dev.aios.memory.context.Share;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AllocationTest {
  private static final Map<Section, Share> SHARES = Fidelity.BALANCED.shares();
  private static final List<Section> SECTIONS = List.copyOf(SHARES.keySet());

  private static long sum(Map<Section, Long> tokens) {
    return tokens.values().stream().mapToLong(Long::longValue).sum();
  }

  @Provide
  Arbitrary<Map<Section, Long>> needs() {
    return Arbitraries.maps(Arbitraries.of(SECTIONS), Arbitraries.longs().between(0, 5_000));
  }

  @Property
  void nobody_gets_more_than_it_needs_nor_all_more_than_there_is(
      @ForAll("needs") Map<Section, Long> needs, @ForAll @IntRange(max = 8_000) int budget) {
    Map<Section, Long> given = new Allocation(SHARES).divide(needs, budget);

    assertThat(sum(given)).isLessThanOrEqualTo(budget);
    given.forEach(
        (section, tokens) -> assertThat(tokens).isBetween(0L, needs.getOrDefault(section, 0L)));
  }

  @Property
  void nothing_is_left_while_somebody_needs_it(
      @ForAll("needs") Map<Section, Long> needs, @ForAll @IntRange(max = 8_000) int budget) {
    Map<Section, Long> given = new Allocation(SHARES).divide(needs, budget);

    assertThat(sum(given)).isEqualTo(Math.min(budget, sum(needs)));
  }

  @Property
  void floors_hold_as_long_as_they_fit_together(
      @ForAll("needs") Map<Section, Long> needs,
      @ForAll @IntRange(min = 650, max = 8_000) int budget) {
    Map<Section, Long> given = new Allocation(SHARES).divide(needs, budget);

    SHARES.forEach(
        (section, share) ->
            assertThat(given.getOrDefault(section, 0L))
                .isGreaterThanOrEqualTo(Math.min(share.floor(), needs.getOrDefault(section, 0L))));
  }

  @Test
  void what_is_cut_first_makes_way() {
    Map<Section, Long> needs = new EnumMap<>(Section.class);
    SECTIONS.forEach(section -> needs.put(section, 1_000L));

    Map<Section, Long> given = new Allocation(SHARES).divide(needs, 300);

    assertThat(given).containsEntry(Section.PINNED, 100L).containsEntry(Section.PASSAGES, 0L);
    assertThat(given.get(Section.TURNS)).isEqualTo(200L);
  }
}

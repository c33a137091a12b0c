package dev.aios.memory.internal.identity;

import dev.aios.api.identity.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * When each fact of an entity holds. A fact begins at its {@code validFrom}, or where that is not
 * known when it was recorded; it ends where the next fact of its property begins, or at its own
 * {@code validTo} if that is earlier. Of two that begin at one time the one recorded later holds.
 */
final class FactTimeline {
  private static final Comparator<Fact> BY_BEGINNING =
      Comparator.comparing(FactTimeline::beginning).thenComparing(Fact::recorded);

  private final List<Fact> recorded;
  private final IdentityHashMap<Fact, Fact> ended = new IdentityHashMap<>();

  /** A timeline of facts in the order of their recording. */
  FactTimeline(List<Fact> recorded) {
    this.recorded = recorded;
    Map<String, List<Fact>> byProperty = new TreeMap<>();
    for (Fact fact : recorded) {
      byProperty.computeIfAbsent(fact.property(), property -> new ArrayList<>()).add(fact);
    }
    for (List<Fact> facts : byProperty.values()) {
      facts.sort(BY_BEGINNING); // Stable: of equals, the order of recording.
      for (int i = 0; i < facts.size(); i++) {
        Fact fact = facts.get(i);
        Instant next = i + 1 < facts.size() ? beginning(facts.get(i + 1)) : null;
        ended.put(fact, ending(fact, earlier(fact.validTo(), next)));
      }
    }
  }

  /** Every fact with its end, oldest recorded first. */
  List<Fact> all() {
    return recorded.stream().map(fact -> Objects.requireNonNull(ended.get(fact))).toList();
  }

  /** Those that hold at a time, by property. */
  List<Fact> at(Instant time) {
    return all().stream()
        .filter(fact -> !beginning(fact).isAfter(time))
        .filter(fact -> fact.validTo() == null || time.isBefore(fact.validTo()))
        .sorted(Comparator.comparing(Fact::property))
        .toList();
  }

  private static Instant beginning(Fact fact) {
    Instant from = fact.validFrom();
    return from == null ? fact.recorded() : from;
  }

  private static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.isBefore(b) ? a : b;
  }

  private static Fact ending(Fact fact, @Nullable Instant end) {
    return new Fact(
        fact.entity(),
        fact.property(),
        fact.value(),
        fact.validFrom(),
        end,
        fact.recorded(),
        fact.source(),
        fact.confidence(),
        fact.taint());
  }
}

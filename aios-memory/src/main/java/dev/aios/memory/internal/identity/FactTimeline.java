package dev.aios.memory.internal.identity;

import dev.aios.api.identity.Contradiction;
import dev.aios.api.identity.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * When each fact of an entity holds. A fact begins at its {@code validFrom}, or where that is not
 * known when it was recorded; it ends where the next fact of its property begins, or at its own
 * {@code validTo} if that is earlier. Of two that begin at one time the one recorded later holds.
 * Of a property that may have several values only a fact of the same value ends another.
 */
final class FactTimeline {
  private static final Comparator<Fact> BY_BEGINNING =
      Comparator.comparing(FactTimeline::beginning).thenComparing(Fact::recorded);

  private final Set<String> many;
  private final List<Fact> recorded;
  private final IdentityHashMap<Fact, Fact> ended = new IdentityHashMap<>();

  /** A timeline of facts in the order of their recording. */
  FactTimeline(List<Fact> recorded, Set<String> many) {
    this.recorded = recorded;
    this.many = many;
    Map<String, List<Fact>> byProperty = new TreeMap<>();
    for (Fact fact : recorded) {
      String line =
          many.contains(fact.property()) ? fact.property() + "\0" + fact.value() : fact.property();
      byProperty.computeIfAbsent(line, property -> new ArrayList<>()).add(fact);
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
        .filter(fact -> holds(fact, time))
        .sorted(Comparator.comparing(Fact::property).thenComparing(Fact::value))
        .toList();
  }

  private static boolean holds(Fact fact, Instant time) {
    Instant to = fact.validTo();
    return !beginning(fact).isAfter(time) && (to == null || time.isBefore(to));
  }

  /** Where another source says something else about a time than the fact that holds. */
  List<Contradiction> contradictions(Instant time) {
    List<Contradiction> found = new ArrayList<>();
    for (Fact held : recorded) {
      Fact now = Objects.requireNonNull(ended.get(held));
      if (many.contains(held.property()) || !holds(now, time)) {
        continue;
      }
      List<Fact> facts = new ArrayList<>();
      facts.add(now);
      recorded.stream()
          .filter(other -> other.property().equals(held.property()))
          .filter(other -> !other.value().equals(held.value()))
          .filter(other -> !other.source().equals(held.source()))
          .filter(other -> disagree(held, other, time))
          .sorted(Comparator.comparing(Fact::recorded).reversed())
          .forEach(facts::add);
      if (facts.size() > 1) {
        found.add(new Contradiction(held.property(), facts));
      }
    }
    found.sort(Comparator.comparing(Contradiction::property));
    return found;
  }

  private static boolean disagree(Fact held, Fact other, Instant time) {
    Instant from = other.validFrom();
    Instant to = other.validTo();
    if (beginning(other).isAfter(time) || (to != null && !time.isBefore(to))) {
      return false;
    }
    boolean sayItStillHolds = to != null;
    return from == null
        ? held.validFrom() == null || sayItStillHolds
        : from.equals(held.validFrom()) || sayItStillHolds;
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

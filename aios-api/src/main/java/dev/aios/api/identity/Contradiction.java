package dev.aios.api.identity;

import java.util.List;

/**
 * Facts of one property that say different things of one time, from different sources. Immutable.
 *
 * @param property the property
 * @param facts the fact that holds, then those that contradict it, latest recorded first
 */
public record Contradiction(String property, List<Fact> facts) {
  /** Copies the list. */
  public Contradiction {
    facts = List.copyOf(facts);
  }
}

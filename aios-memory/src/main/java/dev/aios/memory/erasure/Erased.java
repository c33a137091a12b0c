package dev.aios.memory.erasure;

import java.util.List;
import java.util.Map;

/**
 * What an erasure did. Immutable.
 *
 * @param counts how many things of each kind were erased: entities, facts, passages, sessions, what
 *     each {@link Erasable} told
 * @param filesClean whether the journal vouches that nothing is left in its files; false where they
 *     are kept by somebody else, who has to see to it
 * @param elsewhere the streams of the journal in which a name or an anchor still stands, because
 *     they are not memory's: runs, effects, inbox items, events, and ids that a host made of names
 */
public record Erased(Map<String, Integer> counts, boolean filesClean, List<String> elsewhere) {
  /** Copies the collections. */
  public Erased {
    counts = Map.copyOf(counts);
    elsewhere = List.copyOf(elsewhere);
  }
}

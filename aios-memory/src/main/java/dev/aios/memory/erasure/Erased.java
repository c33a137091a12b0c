package dev.aios.memory.erasure;

import dev.aios.api.run.ErasedRuns;
import java.util.List;
import java.util.Map;

/**
 * What an erasure did. Immutable.
 *
 * @param counts how many things of each kind were erased. Of an entity: {@code passages}, {@code
 *     sessions}, {@code entities} (with those merged into it; facts go with them and are not
 *     counted), {@code runs}, and what each {@link Erasable} told, under its name. Of a session:
 *     {@code sessions}. Of a source: {@code passages}, {@code facts}, {@code derived}
 * @param filesClean whether the journal vouches that nothing is left in its files; false where they
 *     are kept by somebody else, who has to see to it
 * @param elsewhere the streams of the journal in which a name or an anchor still stands, because
 *     they were not declared to be about the entity: runs, effects, inbox items, events, and ids
 *     that a host made of names; and runs about it that are under way
 * @param runs the runs about the entity: which were erased, which are once they end, which are
 *     held, events among the last
 */
public record Erased(
    Map<String, Integer> counts, boolean filesClean, List<String> elsewhere, ErasedRuns runs) {
  /** Copies the collections. */
  public Erased {
    counts = Map.copyOf(counts);
    elsewhere = List.copyOf(elsewhere);
  }

  /**
   * An erasure that concerned no run.
   *
   * @param counts how many things of each kind were erased
   * @param filesClean whether the journal vouches that nothing is left in its files
   * @param elsewhere the streams in which a name or an anchor still stands
   */
  public Erased(Map<String, Integer> counts, boolean filesClean, List<String> elsewhere) {
    this(
        counts, filesClean, elsewhere, new ErasedRuns(List.of(), List.of(), List.of(), filesClean));
  }
}

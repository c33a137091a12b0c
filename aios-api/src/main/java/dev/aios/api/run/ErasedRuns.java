package dev.aios.api.run;

import java.util.List;

/**
 * What an erasure of runs did. Immutable.
 *
 * @param erased the runs that were erased by it; those that had been before are not among them
 * @param underWay the runs that have not ended, or that a run which has not ended still waits for:
 *     they go on, and are erased once that is over, on whichever node, without being asked again
 * @param held the runs and events that may not be erased, each with what forbids it: a run by its
 *     id, an event as {@code event/} and the id of its key
 * @param filesClean whether the journal vouches that nothing is left in its files, as it said when
 *     they were scrubbed for this; see {@link dev.aios.api.journal.Journal#scrub}. True if nothing
 *     was to be scrubbed
 */
public record ErasedRuns(
    List<RunId> erased, List<RunId> underWay, List<String> held, boolean filesClean) {
  /** Copies the lists. */
  public ErasedRuns {
    erased = List.copyOf(erased);
    underWay = List.copyOf(underWay);
    held = List.copyOf(held);
  }
}

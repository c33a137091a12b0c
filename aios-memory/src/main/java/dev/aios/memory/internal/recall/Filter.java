package dev.aios.memory.internal.recall;

import dev.aios.api.memory.Recall;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which passages may be found.
 *
 * @param entities only those that concern one of these; empty for all
 * @param project only those of this project, or null
 * @param from only those not before this time, or null
 * @param to only those not after this time, or null
 * @param trustedOnly only those without taint
 * @param sources only those from one of these, or from one that begins with one of these and a
 *     colon; empty for all
 */
record Filter(
    Set<String> entities,
    @Nullable String project,
    @Nullable Instant from,
    @Nullable Instant to,
    boolean trustedOnly,
    Set<String> sources) {

  /** The filter of a query, with all ids of its entities. */
  static Filter of(Recall.Query query, Set<String> entities) {
    return new Filter(
        entities, query.project(), query.from(), query.to(), query.trustedOnly(), query.sources());
  }

  boolean allowsAll() {
    return entities.isEmpty()
        && project == null
        && from == null
        && to == null
        && !trustedOnly
        && sources.isEmpty();
  }
}

package dev.aios.memory.internal.recall;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A filter as the index applies it: by numbers, see {@link KeyedHash}.
 *
 * @param entities only passages that concern one of these; empty for all
 * @param project only those of this project, or 0
 * @param from only those not before this time, or null
 * @param to only those not after this time, or null
 * @param trustedOnly only those without taint
 * @param sources only those from one of these; empty for all
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole
record Sieve(
    long[] entities,
    long project,
    @Nullable Instant from,
    @Nullable Instant to,
    boolean trustedOnly,
    long[] sources) {
  static Sieve of(Filter filter, KeyedHash hash) {
    String project = filter.project();
    return new Sieve(
        hash.ofAll('e', filter.entities().stream().sorted().toList()),
        project == null ? 0 : hash.of('p', project),
        filter.from(),
        filter.to(),
        filter.trustedOnly(),
        hash.ofAll('s', filter.sources().stream().sorted().toList()));
  }

  /** Whether one of a text's passages is allowed. Asked of every text, so a plain loop. */
  boolean allows(IndexedText text) {
    for (IndexedText.Meta passage : text.passages.values()) {
      if (allows(passage)) {
        return true;
      }
    }
    return false;
  }

  boolean allows(IndexedText.Meta passage) {
    if (trustedOnly && !passage.trusted()) {
      return false;
    }
    if (project != 0 && project != passage.project()) {
      return false;
    }
    if (entities.length > 0 && !meet(entities, passage.entities())) {
      return false;
    }
    if (sources.length > 0 && !meet(sources, passage.source())) {
      return false;
    }
    return allows(passage.time());
  }

  boolean allows(@Nullable Instant time) {
    if (from != null && (time == null || time.isBefore(from))) {
      return false;
    }
    return to == null || (time != null && !time.isAfter(to));
  }

  boolean asksForTime() {
    return from != null || to != null;
  }

  static boolean meet(long[] some, long[] others) {
    for (long one : some) {
      for (long other : others) {
        if (one == other) {
          return true;
        }
      }
    }
    return false;
  }
}

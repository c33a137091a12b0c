package dev.aios.memory.canonical;

import dev.aios.api.identity.Fact;
import java.time.Instant;
import java.util.List;

/**
 * When a fact became known, and to whom. Immutable.
 *
 * @param fact the fact
 * @param known when it was appended to the journal
 * @param position by which record
 * @param uses who had its source afterwards
 */
public record Knowing(Fact fact, Instant known, long position, List<Use> uses) {
  /** Copies the list. */
  public Knowing {
    uses = List.copyOf(uses);
  }

  /**
   * Somebody who had the source of a fact.
   *
   * @param who a run ({@code run/SAGA/KEY}), an effect outside runs ({@code effect/…}), or an event
   *     ({@code event/POSITION})
   * @param at when first
   * @param position by which record
   */
  public record Use(String who, Instant at, long position) {}
}

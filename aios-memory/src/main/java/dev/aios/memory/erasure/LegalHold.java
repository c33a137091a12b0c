package dev.aios.memory.erasure;

import java.util.Set;

/**
 * Forbids that something is forgotten, as long as it stands: neither on demand nor by a rule.
 *
 * @param name unique
 * @param entities ids of entities; runs and events about them stay too
 * @param sources data sources, as what stands before the first colon of a source, or whole sources
 * @param sessions names of sessions
 * @param reason why, for example the number of a case
 */
public record LegalHold(
    String name, Set<String> entities, Set<String> sources, Set<String> sessions, String reason) {
  /** Copies the sets. */
  public LegalHold {
    entities = Set.copyOf(entities);
    sources = Set.copyOf(sources);
    sessions = Set.copyOf(sessions);
  }
}

package dev.aios.memory.erasure;

import dev.aios.api.identity.Anchor;
import java.util.Set;

/**
 * Something outside memory's rows that may hold a person's content: an archive of mail, an index
 * file, a cache. Thread-safe.
 */
public interface Erasable {
  /**
   * What it is, for the report.
   *
   * @return for example {@code mail archive}
   */
  String name();

  /**
   * Erases what it holds of somebody. Called after memory has erased its own, and again after a
   * crash: it must be harmless to erase what is gone.
   *
   * @param subject whom
   * @return how many things were erased
   * @throws Exception if it could not; the erasure is unfinished and tried again at the next start
   */
  int erase(Subject subject) throws Exception;

  /**
   * Whom.
   *
   * @param entities all ids that meant the entity
   * @param names what it was called
   * @param anchors what identified it
   */
  record Subject(Set<String> entities, Set<String> names, Set<Anchor> anchors) {
    /** Copies the sets. */
    public Subject {
      entities = Set.copyOf(entities);
      names = Set.copyOf(names);
      anchors = Set.copyOf(anchors);
    }
  }
}

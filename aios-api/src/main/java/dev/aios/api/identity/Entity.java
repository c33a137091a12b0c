package dev.aios.api.identity;

import java.time.Instant;
import java.util.Set;

/**
 * Someone or something that the company deals with. Immutable: a snapshot.
 *
 * @param id its id; stays valid after a merge and then leads to the entity that it was merged into
 * @param kind what it is
 * @param name what it is called
 * @param aliases what else it is called
 * @param anchors what identifies it
 * @param created when it was first recorded
 */
public record Entity(
    String id, Kind kind, String name, Set<String> aliases, Set<Anchor> anchors, Instant created) {
  /** Copies the sets. */
  public Entity {
    aliases = Set.copyOf(aliases);
    anchors = Set.copyOf(anchors);
  }

  /** Kinds of entities. */
  public enum Kind {
    /** A person. */
    PERSON,
    /** A customer, supplier, authority. */
    ORGANIZATION,
    /** A piece of work for somebody. */
    PROJECT,
    /** Content, a deliverable, a document. */
    ARTIFACT
  }
}

package dev.aios.api.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The one identity model. Every change is a record in the journal, durable on return. Thread-safe.
 */
public interface Entities {
  /**
   * Finds the entity with one of these anchors, or records a new one; adds the anchors and the name
   * to it. If the anchors lead to several entities of this kind, they are merged.
   *
   * @param kind what it is
   * @param name what it is called here; another name than its own becomes an alias
   * @param anchors what identifies it; at least one
   * @param source where this was seen
   * @return the entity
   * @throws dev.aios.api.ConflictException if an anchor belongs to an entity of another kind
   */
  Entity resolve(Entity.Kind kind, String name, Set<Anchor> anchors, String source);

  /**
   * Finds an entity.
   *
   * @param id its id, or that of one merged into it
   * @return the entity, or empty
   */
  Optional<Entity> find(String id);

  /**
   * Finds an entity.
   *
   * @param anchor one of its anchors
   * @return the entity, or empty
   */
  Optional<Entity> find(Anchor anchor);

  /**
   * Lists entities.
   *
   * @param kind which
   * @return all that are not merged into another, by name
   */
  List<Entity> list(Entity.Kind kind);

  /**
   * Merges two entities that are the same. Nothing is lost: anchors, aliases and facts go to the
   * first.
   *
   * @param keep the id of the one to keep
   * @param gone the id of the other
   * @param evidence why they are the same
   * @return the merged entity
   * @throws dev.aios.api.NotFoundException if there is no such entity
   * @throws dev.aios.api.ConflictException if they are of different kinds
   */
  Entity merge(String keep, String gone, String evidence);

  /**
   * Records a fact. A newer fact of the same property ends the older one's validity where it
   * begins.
   *
   * @param fact the fact; its entity must exist
   */
  void record(Fact fact);

  /**
   * The facts of an entity that hold at a time.
   *
   * @param entity its id
   * @param at the time
   * @return by property
   */
  List<Fact> facts(String entity, Instant at);

  /**
   * Every fact ever recorded of an entity.
   *
   * @param entity its id
   * @return oldest first
   */
  List<Fact> history(String entity);
}

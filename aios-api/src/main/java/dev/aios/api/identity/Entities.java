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
   * to it. If the anchors lead to several entities of this kind, they are merged, unless somebody
   * took that merge back before.
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
   * The same with a confidence.
   *
   * @param keep the id of the one to keep
   * @param gone the id of the other
   * @param evidence why they are the same
   * @param confidence how sure that is, 0 to 1
   * @return the merged entity
   */
  Entity merge(String keep, String gone, String evidence, double confidence);

  /**
   * Takes back the merge of two entities. Each has again what was recorded of it, before the merge
   * and since; whatever other merges say stays. The two are not merged by {@link #resolve} again,
   * only by {@link #merge}.
   *
   * @param keep the id of the one that was kept
   * @param gone the id of the other; the order does not matter
   * @param reason why they are not the same
   * @return what they are now: two entities, or one if other merges still link them
   * @throws dev.aios.api.NotFoundException if these two were not merged with each other; the
   *     message names the merges that link them
   */
  List<Entity> unmerge(String keep, String gone, String reason);

  /**
   * The merges that an entity is made of.
   *
   * @param entity its id
   * @return those that hold, oldest first
   */
  List<Merge> merges(String entity);

  /**
   * Whether somebody said that two entities are not the same.
   *
   * @param one the id of one
   * @param other the id of the other
   * @return true if a merge of them was taken back, or they were set apart
   */
  boolean apart(String one, String other);

  /**
   * Says that two entities are not the same, although they look it. Durable on return.
   *
   * @param one the id of one
   * @param other the id of the other
   * @param reason why
   * @throws dev.aios.api.ConflictException if they are merged: take that back instead
   */
  void setApart(String one, String other, String reason);

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
   * The facts of an entity that hold at a time, as far as they were known at another: what somebody
   * could have known. Which entities are the same is taken as it is known today.
   *
   * @param entity its id
   * @param at the time that they hold at
   * @param known only facts recorded until then
   * @return by property
   */
  List<Fact> facts(String entity, Instant at, Instant known);

  /**
   * Where sources disagree about an entity. A fact contradicts the one that holds if it says
   * something else from another source and begins at the same time, or names an end ({@code
   * validTo}) that is later than the time asked about, or neither says since when.
   *
   * @param entity its id
   * @param at the time that is asked about
   * @return by property; empty if there is no disagreement
   */
  List<Contradiction> contradictions(String entity, Instant at);

  /**
   * How an entity is related to others: its own facts whose value is an entity's id, and the facts
   * of others whose value is its id.
   *
   * @param entity its id
   * @param at the time that they hold at
   * @return by property, its own first
   */
  List<Fact> relations(String entity, Instant at);

  /**
   * Every fact ever recorded of an entity.
   *
   * @param entity its id
   * @return oldest first
   */
  List<Fact> history(String entity);
}

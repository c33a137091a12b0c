package dev.aios.memory.internal.rows;

import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An entity.
 *
 * @param kind the name of its kind
 * @param name what it is called
 * @param aliases what else it is called, sorted
 * @param anchors what identifies it, sorted
 * @param created when it was first recorded, in ISO-8601
 * @param merged the ids of the others that are the same, sorted, if it stands for all of them
 * @param into the id of the entity that stands for it, or null if it stands for itself
 * @param links the merges with itself on one side, or null for none
 * @param apart the ids of entities that it is not the same as, although it may look so, sorted; or
 *     null for none
 */
public record EntityRow(
    String kind,
    String name,
    List<String> aliases,
    List<AnchorBody> anchors,
    String created,
    List<String> merged,
    @Nullable String into,
    @Nullable List<LinkBody> links,
    @Nullable List<String> apart) {
  /**
   * An anchor within a row.
   *
   * @param type its type
   * @param value its value
   */
  public record AnchorBody(String type, String value) {}

  /**
   * A merge within a row.
   *
   * @param keep the id of the one kept
   * @param gone the id of the other
   * @param evidence why they are the same
   * @param confidence how sure that is
   * @param at when, in ISO-8601
   */
  public record LinkBody(String keep, String gone, String evidence, double confidence, String at) {
    /**
     * Whether it links two entities.
     *
     * @param one one of them
     * @param other the other
     * @return true for either order
     */
    public boolean joins(String one, String other) {
      return (keep.equals(one) && gone.equals(other)) || (keep.equals(other) && gone.equals(one));
    }

    /**
     * The other side.
     *
     * @param of one side
     * @return the other
     */
    public String other(String of) {
      return keep.equals(of) ? gone : keep;
    }
  }

  /**
   * A new entity.
   *
   * @param kind its kind
   * @param name its name
   * @param anchors its anchors
   * @param created when
   * @return the row
   */
  public static EntityRow of(Entity.Kind kind, String name, Set<Anchor> anchors, Instant created) {
    return new EntityRow(
        kind.name(),
        name,
        List.of(),
        bodies(anchors),
        created.toString(),
        List.of(),
        null,
        null,
        null);
  }

  /**
   * The entity as callers see it.
   *
   * @param id its id
   * @return the snapshot
   */
  public Entity entity(String id) {
    return new Entity(
        id, kindOf(), name, new TreeSet<>(aliases), anchorSet(), Instant.parse(created));
  }

  /**
   * Its kind.
   *
   * @return the constant
   */
  public Entity.Kind kindOf() {
    return Entity.Kind.valueOf(kind);
  }

  /**
   * Its anchors.
   *
   * @return as a set
   */
  public Set<Anchor> anchorSet() {
    return anchors.stream()
        .map(body -> new Anchor(body.type(), body.value()))
        .collect(Collectors.toSet());
  }

  /**
   * The same with more anchors and another name for it.
   *
   * @param seen what it was called where it was seen
   * @param more anchors to add
   * @return the row; equal to this one if nothing is new
   */
  public EntityRow with(String seen, Set<Anchor> more) {
    Set<Anchor> all = anchorSet();
    all.addAll(more);
    String best = name;
    Set<String> others = new TreeSet<>(aliases);
    if (!seen.equals(name)) {
      // An address stands in for a name only until somebody tells the name.
      boolean nameless = isAnchor(name, all) && !isAnchor(seen, all);
      best = nameless ? seen : name;
      others.add(nameless ? name : seen);
      others.remove(best);
    }
    return new EntityRow(
        kind, best, List.copyOf(others), bodies(all), created, merged, into, links, apart);
  }

  /**
   * The view of this one and another together.
   *
   * @param other the other
   * @return this one with names and anchors of both
   */
  public EntityRow absorbing(EntityRow other) {
    EntityRow row = with(other.name, other.anchorSet());
    Set<String> others = new TreeSet<>(row.aliases);
    others.addAll(other.aliases);
    others.remove(row.name);
    return new EntityRow(
        kind, row.name, List.copyOf(others), row.anchors, created, merged, into, links, apart);
  }

  /**
   * The same standing for others.
   *
   * @param ids the others, sorted
   * @return the row
   */
  public EntityRow standingFor(List<String> ids) {
    return new EntityRow(kind, name, aliases, anchors, created, ids, null, links, apart);
  }

  /**
   * The same with another standing for it.
   *
   * @param id the other
   * @return the row
   */
  public EntityRow mergedInto(String id) {
    return new EntityRow(kind, name, aliases, anchors, created, List.of(), id, links, apart);
  }

  /**
   * The merges with it on one side.
   *
   * @return empty for none
   */
  public List<LinkBody> linked() {
    return links == null ? List.of() : links;
  }

  /**
   * The same with other merges.
   *
   * @param all the merges with it on one side
   * @return the row
   */
  public EntityRow linked(List<LinkBody> all) {
    return new EntityRow(
        kind, name, aliases, anchors, created, merged, into, all.isEmpty() ? null : all, apart);
  }

  /**
   * What it is not the same as.
   *
   * @return ids, sorted
   */
  public List<String> setApart() {
    return apart == null ? List.of() : apart;
  }

  /**
   * The same set apart from others.
   *
   * @param ids all of them, sorted
   * @return the row
   */
  public EntityRow setApart(List<String> ids) {
    return new EntityRow(
        kind, name, aliases, anchors, created, merged, into, links, ids.isEmpty() ? null : ids);
  }

  private static boolean isAnchor(String name, Set<Anchor> anchors) {
    return anchors.stream().anyMatch(anchor -> anchor.value().equalsIgnoreCase(name));
  }

  /**
   * Anchors as they are stored.
   *
   * @param anchors any anchors
   * @return the same, sorted
   */
  public static List<AnchorBody> bodies(Set<Anchor> anchors) {
    List<AnchorBody> bodies = new ArrayList<>();
    anchors.stream()
        .sorted(Comparator.comparing(Anchor::type).thenComparing(Anchor::value))
        .forEach(anchor -> bodies.add(new AnchorBody(anchor.type(), anchor.value())));
    return List.copyOf(bodies);
  }
}

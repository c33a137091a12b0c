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
 * @param merged the ids of all entities that were merged into it, also by way of others, sorted
 * @param into the id of the entity that it was merged into, or null if it stands for itself
 */
public record EntityRow(
    String kind,
    String name,
    List<String> aliases,
    List<AnchorBody> anchors,
    String created,
    List<String> merged,
    @Nullable String into) {
  /**
   * An anchor within a row.
   *
   * @param type its type
   * @param value its value
   */
  public record AnchorBody(String type, String value) {}

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
        kind.name(), name, List.of(), bodies(anchors), created.toString(), List.of(), null);
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
    return new EntityRow(kind, best, List.copyOf(others), bodies(all), created, merged, into);
  }

  /**
   * The same after another was merged into it.
   *
   * @param goneId the other's id
   * @param gone the other
   * @return the row
   */
  public EntityRow absorbing(String goneId, EntityRow gone) {
    EntityRow row = with(gone.name, gone.anchorSet());
    Set<String> others = new TreeSet<>(row.aliases);
    others.addAll(gone.aliases);
    others.remove(row.name);
    Set<String> ids = new TreeSet<>(merged);
    ids.addAll(gone.merged);
    ids.add(goneId);
    return new EntityRow(
        kind, row.name, List.copyOf(others), row.anchors, created, List.copyOf(ids), into);
  }

  /**
   * The same after it was merged into another.
   *
   * @param keep the other's id
   * @return the row
   */
  public EntityRow mergedInto(String keep) {
    return new EntityRow(kind, name, aliases, anchors, created, merged, keep);
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

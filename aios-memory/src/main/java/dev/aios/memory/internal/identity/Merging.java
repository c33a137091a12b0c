package dev.aios.memory.internal.identity;

import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.World;
import dev.aios.api.identity.Entity;
import dev.aios.api.identity.Merge;
import dev.aios.memory.internal.Contended;
import dev.aios.memory.internal.identity.EntityRows.Found;
import dev.aios.memory.internal.rows.EntityChange;
import dev.aios.memory.internal.rows.EntityRow;
import dev.aios.memory.internal.rows.EntityRow.LinkBody;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Which entities are the same, and which are not. Thread-safe. */
final class Merging {
  private final EntityRows rows;
  private final Supplier<EntityWrites> writes;
  private final World world;

  Merging(EntityRows rows, Supplier<EntityWrites> writes, World world) {
    this.rows = rows;
    this.writes = writes;
    this.world = world;
  }

  void link(EntityWrites write, String keep, String gone, String evidence, double confidence) {
    String at = world.instant().toString();
    LinkBody link = new LinkBody(keep, gone, evidence, confidence, at);
    write.set(keep, write.row(keep).linked(Family.with(write.row(keep), link)));
    write.set(gone, write.row(gone).linked(Family.with(write.row(gone), link)));
    write.record(
        "entity.merged", keep, new EntityChange.Merged(keep, gone, evidence, confidence, at));
  }

  Entity merge(String keep, String gone, String evidence, double confidence) {
    if (!(confidence >= 0 && confidence <= 1)) {
      throw new InvalidInputException(
          "merge of " + keep + " and " + gone, "confidence is " + confidence + ", must be 0 to 1");
    }
    return Contended.retry(
        "entities " + keep + " and " + gone, () -> mergeOnce(keep, gone, evidence, confidence));
  }

  private Entity mergeOnce(String keep, String gone, String evidence, double confidence) {
    Found one = entity(keep);
    Found other = entity(gone);
    boolean linked =
        keep.equals(gone)
            || Objects.requireNonNull(one.members().get(keep)).row().linked().stream()
                .anyMatch(link -> link.joins(keep, gone));
    if (linked) {
      return one.entity();
    }
    if (one.head().kindOf() != other.head().kindOf()) {
      throw new ConflictException(
          "Cannot merge "
              + other.head().kind()
              + " '"
              + other.view().name()
              + "' into "
              + one.head().kind()
              + " '"
              + one.view().name()
              + "': they are of different kinds. Nothing was changed");
    }
    EntityWrites write = writes.get().with(one).with(other);
    link(write, keep, gone, evidence, confidence);
    // Whoever says that they are the same takes back that they are not.
    for (String id : write.ids()) {
      List<String> apart = new ArrayList<>(write.row(id).setApart());
      apart.removeAll(write.ids());
      write.set(id, write.row(id).setApart(apart));
    }
    write.run();
    return entity(keep).entity();
  }

  List<Entity> unmerge(String keep, String gone, String reason) {
    return Contended.retry(
        "entities " + keep + " and " + gone, () -> unmergeOnce(keep, gone, reason));
  }

  private List<Entity> unmergeOnce(String keep, String gone, String reason) {
    Found found = entity(keep);
    entity(gone);
    boolean linked =
        found.members().containsKey(gone)
            && Objects.requireNonNull(found.members().get(keep)).row().linked().stream()
                .anyMatch(link -> link.joins(keep, gone));
    if (!linked) {
      throw new NotFoundException(
          "Entities "
              + keep
              + " and "
              + gone
              + " were not merged with each other. Nothing was changed; "
              + (found.members().containsKey(gone)
                  ? "take back one of the merges that link them: " + merges(keep)
                  : "they are two already"));
    }
    EntityWrites write = writes.get().with(found);
    apart(write, keep, gone);
    write.record("entity.unmerged", keep, new EntityChange.Apart(keep, gone, reason));
    write.run();
    Found one = entity(keep);
    Found other = entity(gone);
    return one.id().equals(other.id())
        ? List.of(one.entity())
        : List.of(one.entity(), other.entity());
  }

  private static void apart(EntityWrites write, String one, String other) {
    for (String id : List.of(one, other)) {
      EntityRow row = write.row(id).linked(Family.without(write.row(id), one, other));
      Set<String> ids = new TreeSet<>(row.setApart());
      ids.add(id.equals(one) ? other : one);
      write.set(id, row.setApart(List.copyOf(ids)));
    }
  }

  List<Merge> merges(String entity) {
    return entity(entity).members().values().stream()
        .flatMap(stored -> stored.row().linked().stream())
        .distinct()
        .sorted(Comparator.comparing(LinkBody::at).thenComparing(LinkBody::keep))
        .map(
            link ->
                new Merge(
                    link.keep(),
                    link.gone(),
                    link.evidence(),
                    link.confidence(),
                    Instant.parse(link.at())))
        .toList();
  }

  boolean apart(String one, String other) {
    Found a = entity(one);
    Found b = entity(other);
    return a.isApart(b) || b.isApart(a);
  }

  void setApart(String one, String other, String reason) {
    Contended.retry("entities " + one + " and " + other, () -> setApartOnce(one, other, reason));
  }

  private boolean setApartOnce(String one, String other, String reason) {
    Found a = entity(one);
    Found b = entity(other);
    if (a.id().equals(b.id())) {
      throw new ConflictException(
          "Entities "
              + one
              + " and "
              + other
              + " are merged. Nothing was changed; take the merge back instead: "
              + merges(one));
    }
    if (a.isApart(b)) {
      return false;
    }
    EntityWrites write = writes.get().with(a).with(b);
    apart(write, one, other);
    write.record("entity.set-apart", one, new EntityChange.Apart(one, other, reason));
    write.run();
    return true;
  }

  private Found entity(String id) {
    return rows.existing(id);
  }
}

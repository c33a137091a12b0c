package dev.aios.memory.internal.identity;

import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.World;
import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entities;
import dev.aios.api.identity.Entity;
import dev.aios.api.identity.Fact;
import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Codec;
import dev.aios.memory.internal.Contended;
import dev.aios.memory.internal.Names;
import dev.aios.memory.internal.identity.EntityRows.Found;
import dev.aios.memory.internal.rows.EntityChange;
import dev.aios.memory.internal.rows.EntityRow;
import dev.aios.memory.internal.rows.FactRow;
import dev.aios.memory.internal.text.Canonical;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Entities on the journal. Records on the stream {@code entity/ID} tell all, rows tell what is true
 * now; {@link EntityRebuild} makes the rows again from the records. A merge changes no anchor and
 * no fact: it marks one entity as merged into the other, and what is read of the one kept includes
 * what was recorded of the other. Thread-safe, also with other processes on the same journal.
 */
public final class JournalEntities implements Entities {
  private static final Comparator<Found> OLDEST_FIRST =
      Comparator.<Found, Instant>comparing(found -> Instant.parse(found.row().created()))
          .thenComparing(Found::id);

  private final Journal journal;
  private final Codec codec;
  private final World world;
  private final EntityRows rows;

  /**
   * Entities.
   *
   * @param journal where they are kept
   * @param codec for rows
   * @param world ids and time
   */
  public JournalEntities(Journal journal, Codec codec, World world) {
    this.journal = journal;
    this.codec = codec;
    this.world = world;
    this.rows = new EntityRows(journal, codec);
  }

  @Override
  public Entity resolve(Entity.Kind kind, String name, Set<Anchor> anchors, String source) {
    String clean = name == null ? "" : Canonical.line(name);
    List<String> violations = new ArrayList<>();
    Names.check("the name", clean, violations);
    if (anchors.isEmpty()) {
      violations.add("there is no anchor: give an address, a number or an id in another system");
    }
    for (Anchor anchor : anchors) {
      Names.check("anchor " + anchor, anchor.toString(), violations);
    }
    if (!violations.isEmpty()) {
      throw new InvalidInputException("entity", violations);
    }
    return Contended.retry(
        "the entity with " + anchors, () -> resolveOnce(kind, clean, anchors, source));
  }

  private Entity resolveOnce(Entity.Kind kind, String name, Set<Anchor> anchors, String source) {
    Map<String, Found> known = new TreeMap<>();
    Set<Anchor> unclaimed = new HashSet<>();
    for (Anchor anchor : anchors) {
      Optional<Found> found = rows.entity(anchor);
      if (found.isEmpty()) {
        unclaimed.add(anchor);
        continue;
      }
      if (found.get().row().kindOf() != kind) {
        throw new ConflictException(
            "Cannot resolve "
                + kind
                + " '"
                + name
                + "': anchor "
                + anchor
                + " belongs to "
                + found.get().row().kind()
                + " '"
                + found.get().row().name()
                + "' ("
                + found.get().id()
                + "). Nothing was changed; give each of the two its own anchors");
      }
      known.put(found.get().id(), found.get());
    }
    if (known.isEmpty()) {
      return create(kind, name, anchors, source);
    }
    List<Found> oldestFirst = known.values().stream().sorted(OLDEST_FIRST).toList();
    return extend(oldestFirst, name, anchors, unclaimed, source);
  }

  private Entity create(Entity.Kind kind, String name, Set<Anchor> anchors, String source) {
    String id = world.newId();
    EntityRow row = EntityRow.of(kind, name, anchors, world.instant());
    Write.Builder write =
        Write.builder()
            .record(
                "entity.created",
                stream(id),
                codec.toJson(
                    new EntityChange.Created(
                        id, row.kind(), name, row.anchors(), row.created(), source)))
            .row(rows.put(id, row, RowChange.ABSENT));
    anchors.forEach(anchor -> write.row(rows.claim(anchor, id)));
    journal.writeNow(write.build());
    return row.entity(id);
  }

  /** Adds what is new to the oldest of the entities found, and merges the others into it. */
  private Entity extend(
      List<Found> found, String name, Set<Anchor> anchors, Set<Anchor> unclaimed, String source) {
    Found keep = found.get(0);
    EntityRow row = keep.row();
    Write.Builder write = Write.builder();
    for (Found gone : found.subList(1, found.size())) {
      row = row.absorbing(gone.id(), gone.row());
      merge(write, keep.id(), gone, "seen together as '" + name + "' in " + source);
    }
    EntityRow extended = row.with(name, anchors);
    if (extended.equals(keep.row())) {
      return row.entity(keep.id());
    }
    if (!extended.equals(row)) {
      write.record(
          "entity.extended",
          stream(keep.id()),
          codec.toJson(
              new EntityChange.Extended(keep.id(), name, EntityRow.bodies(anchors), source)));
    }
    write.row(rows.put(keep.id(), extended, keep.version()));
    unclaimed.forEach(anchor -> write.row(rows.claim(anchor, keep.id())));
    journal.writeNow(write.build());
    return extended.entity(keep.id());
  }

  private void merge(Write.Builder write, String keep, Found gone, String evidence) {
    write
        .record(
            "entity.merged",
            stream(keep),
            codec.toJson(new EntityChange.Merged(keep, gone.id(), evidence)))
        .row(rows.put(gone.id(), gone.row().mergedInto(keep), gone.version()));
  }

  @Override
  public Optional<Entity> find(String id) {
    return rows.entity(id).map(found -> found.row().entity(found.id()));
  }

  @Override
  public Optional<Entity> find(Anchor anchor) {
    return rows.entity(anchor).map(found -> found.row().entity(found.id()));
  }

  @Override
  public List<Entity> list(Entity.Kind kind) {
    return rows.ofKind(kind.name()).stream()
        .map(found -> found.row().entity(found.id()))
        .sorted(Comparator.comparing(Entity::name).thenComparing(Entity::id))
        .toList();
  }

  @Override
  public Entity merge(String keep, String gone, String evidence) {
    return Contended.retry(
        "entities " + keep + " and " + gone, () -> mergeOnce(keep, gone, evidence));
  }

  private Entity mergeOnce(String keepId, String goneId, String evidence) {
    Found keep = existing(keepId);
    Found gone = existing(goneId);
    if (keep.id().equals(gone.id())) {
      return keep.row().entity(keep.id());
    }
    if (keep.row().kindOf() != gone.row().kindOf()) {
      throw new ConflictException(
          "Cannot merge "
              + gone.row().kind()
              + " '"
              + gone.row().name()
              + "' into "
              + keep.row().kind()
              + " '"
              + keep.row().name()
              + "': they are of different kinds. Nothing was changed");
    }
    EntityRow merged = keep.row().absorbing(gone.id(), gone.row());
    Write.Builder write = Write.builder();
    merge(write, keep.id(), gone, evidence);
    journal.writeNow(write.row(rows.put(keep.id(), merged, keep.version())).build());
    return merged.entity(keep.id());
  }

  @Override
  public void record(Fact fact) {
    List<String> violations = new ArrayList<>();
    Names.check("the property", fact.property(), violations);
    if (!(fact.confidence() >= 0 && fact.confidence() <= 1)) {
      violations.add("confidence is " + fact.confidence() + ", must be 0 to 1");
    }
    Instant from = fact.validFrom();
    Instant to = fact.validTo();
    if (from != null && to != null && !from.isBefore(to)) {
      violations.add("it ends at " + to + ", which is not after it begins at " + from);
    }
    if (!violations.isEmpty()) {
      throw new InvalidInputException("fact of entity " + fact.entity(), violations);
    }
    existing(fact.entity());
    FactRow row = FactRow.of(world.newId(), fact);
    journal.writeNow(
        Write.of(
            new Draft("entity.fact", stream(fact.entity()), codec.toJson(row)), rows.put(row)));
  }

  @Override
  public List<Fact> facts(String entity, Instant at) {
    return timeline(entity).at(at);
  }

  @Override
  public List<Fact> history(String entity) {
    return timeline(entity).all();
  }

  /**
   * All ids that mean the same entity.
   *
   * @param id one of them, or an id that nobody has
   * @return that id, the one kept, and all that were merged into it
   */
  public Set<String> family(String id) {
    Set<String> ids = new HashSet<>();
    ids.add(id);
    rows.entity(id)
        .ifPresent(
            found -> {
              ids.add(found.id());
              ids.addAll(found.row().merged());
            });
    return ids;
  }

  private FactTimeline timeline(String id) {
    Found entity = existing(id);
    List<FactRow> all = new ArrayList<>(rows.factsOf(entity.id()));
    for (String merged : entity.row().merged()) {
      all.addAll(rows.factsOf(merged));
    }
    all.sort(
        Comparator.<FactRow, Instant>comparing(row -> Instant.parse(row.recorded()))
            .thenComparing(FactRow::id));
    return new FactTimeline(all.stream().map(row -> row.fact(entity.id())).toList());
  }

  private Found existing(String id) {
    return rows.entity(id)
        .orElseThrow(
            () ->
                new NotFoundException(
                    "There is no entity "
                        + id
                        + " in this journal; resolve it by its anchors first"));
  }

  private static String stream(String id) {
    return "entity/" + id;
  }
}

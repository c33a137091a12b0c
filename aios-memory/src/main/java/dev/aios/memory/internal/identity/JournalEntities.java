package dev.aios.memory.internal.identity;

import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.World;
import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Contradiction;
import dev.aios.api.identity.Entities;
import dev.aios.api.identity.Entity;
import dev.aios.api.identity.Fact;
import dev.aios.api.identity.Merge;
import dev.aios.api.journal.Journal;
import dev.aios.api.value.Codec;
import dev.aios.memory.internal.Contended;
import dev.aios.memory.internal.Names;
import dev.aios.memory.internal.identity.EntityRows.Found;
import dev.aios.memory.internal.rows.EntityChange;
import dev.aios.memory.internal.rows.EntityRow;
import dev.aios.memory.internal.rows.FactRow;
import dev.aios.memory.internal.seal.Seals;
import dev.aios.memory.internal.text.Canonical;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Entities on the journal. Records on the stream {@code entity/ID}, sealed under the entity's own
 * key, tell all; rows tell what is true now; {@link EntityRebuild} makes the rows again from the
 * records. A merge changes no name, no anchor and no fact: it is a link, and what is read of one
 * includes what was recorded of all that are linked. Thread-safe, also with other processes on the
 * same journal.
 */
public final class JournalEntities implements Entities {
  private static final Comparator<Found> OLDEST_FIRST =
      Comparator.<Found, Instant>comparing(found -> Instant.parse(found.head().created()))
          .thenComparing(Found::id);

  private final Journal journal;
  private final Codec codec;
  private final World world;
  private final EntityRows rows;
  private final Seals seals;
  private final Merging merging;
  private final Facts facts;

  /**
   * Entities.
   *
   * @param journal where they are kept
   * @param codec for rows
   * @param world ids and time
   * @param seals seal what is recorded
   * @param many the properties that may have several values at once
   */
  public JournalEntities(Journal journal, Codec codec, World world, Seals seals, Set<String> many) {
    this.journal = journal;
    this.codec = codec;
    this.world = world;
    this.rows = new EntityRows(journal, codec);
    this.seals = seals;
    this.merging = new Merging(rows, this::write, world);
    this.facts = new Facts(journal, codec, rows, this::write, seals, world, many);
  }

  private EntityWrites write() {
    return new EntityWrites(journal, codec, rows, seals);
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
    Map<String, String> owners = new TreeMap<>();
    Set<Anchor> unclaimed = new HashSet<>();
    for (Anchor anchor : anchors) {
      Optional<String> owner = rows.claimedBy(anchor);
      Optional<Found> found = owner.flatMap(rows::entity);
      if (found.isEmpty()) {
        unclaimed.add(anchor);
        continue;
      }
      if (found.get().head().kindOf() != kind) {
        throw new ConflictException(
            "Cannot resolve "
                + kind
                + " '"
                + name
                + "': anchor "
                + anchor
                + " belongs to "
                + found.get().head().kind()
                + " '"
                + found.get().view().name()
                + "' ("
                + found.get().id()
                + "). Nothing was changed; give each of the two its own anchors");
      }
      known.put(found.get().id(), found.get());
      owners.merge(found.get().id(), owner.orElseThrow(), (a, b) -> a.compareTo(b) <= 0 ? a : b);
    }
    if (known.isEmpty()) {
      return create(kind, name, anchors, source);
    }
    List<Found> oldestFirst = known.values().stream().sorted(OLDEST_FIRST).toList();
    return extend(oldestFirst, owners, name, anchors, unclaimed, source);
  }

  private Entity create(Entity.Kind kind, String name, Set<Anchor> anchors, String source) {
    String id = world.newId();
    EntityRow row = EntityRow.of(kind, name, anchors, world.instant());
    EntityWrites write = write();
    write.set(id, row);
    write.record(
        "entity.created",
        id,
        new EntityChange.Created(id, row.kind(), name, row.anchors(), row.created(), source));
    anchors.forEach(anchor -> write.change(rows.claim(anchor, id)));
    write.run();
    return row.entity(id);
  }

  /** Adds what is new to the oldest of those found, and merges the others with it. */
  private Entity extend(
      List<Found> found,
      Map<String, String> owners,
      String name,
      Set<Anchor> anchors,
      Set<Anchor> unclaimed,
      String source) {
    Found keep = found.get(0);
    String owner = Objects.requireNonNull(owners.get(keep.id()));
    EntityWrites write = write().with(keep);
    boolean changed = false;
    Set<Anchor> itsOwn = new HashSet<>(unclaimed);
    for (Anchor anchor : anchors) {
      rows.claimedBy(anchor)
          .filter(keep.members()::containsKey)
          .ifPresent(id -> itsOwn.add(anchor));
    }
    for (Found gone : found.subList(1, found.size())) {
      if (!keep.isApart(gone) && !gone.isApart(keep)) {
        write.with(gone);
        String evidence = "seen together as '" + name + "' in " + source;
        merging.link(write, keep.id(), gone.id(), evidence, 1);
        changed = true;
      }
    }
    EntityRow view = keep.view();
    boolean news = !view.with(name, itsOwn).equals(view);
    if (news) {
      write.set(owner, write.row(owner).with(name, unclaimed));
      write.record(
          "entity.extended",
          owner,
          new EntityChange.Extended(owner, name, EntityRow.bodies(unclaimed), source));
      unclaimed.forEach(anchor -> write.change(rows.claim(anchor, owner)));
    }
    if (news || changed) {
      write.run();
    }
    return rows.existing(owner).entity();
  }

  @Override
  public Optional<Entity> find(String id) {
    return rows.entity(id).map(Found::entity);
  }

  @Override
  public Optional<Entity> find(Anchor anchor) {
    return rows.entity(anchor).map(Found::entity);
  }

  @Override
  public List<Entity> list(Entity.Kind kind) {
    return rows.ofKind(kind.name()).stream()
        .map(Found::entity)
        .sorted(Comparator.comparing(Entity::name).thenComparing(Entity::id))
        .toList();
  }

  @Override
  public Entity merge(String keep, String gone, String evidence) {
    return merging.merge(keep, gone, evidence, 1);
  }

  @Override
  public Entity merge(String keep, String gone, String evidence, double confidence) {
    return merging.merge(keep, gone, evidence, confidence);
  }

  @Override
  public List<Entity> unmerge(String keep, String gone, String reason) {
    return merging.unmerge(keep, gone, reason);
  }

  @Override
  public List<Merge> merges(String entity) {
    return merging.merges(entity);
  }

  @Override
  public boolean apart(String one, String other) {
    return merging.apart(one, other);
  }

  @Override
  public void setApart(String one, String other, String reason) {
    merging.setApart(one, other, reason);
  }

  @Override
  public void record(Fact fact) {
    facts.record(fact);
  }

  @Override
  public List<Fact> facts(String entity, Instant at) {
    return facts.facts(entity, at);
  }

  @Override
  public List<Fact> facts(String entity, Instant at, Instant known) {
    return facts.facts(entity, at, known);
  }

  @Override
  public List<Fact> history(String entity) {
    return facts.history(entity);
  }

  @Override
  public List<Contradiction> contradictions(String entity, Instant at) {
    return facts.contradictions(entity, at);
  }

  @Override
  public List<Fact> relations(String entity, Instant at) {
    return facts.relations(entity, at);
  }

  /**
   * Erases an entity with all that are the same: rows, anchors, facts, the facts of others that
   * name it, and the keys of its records. Durable on return.
   *
   * @param id its id
   * @return the ids that are erased; empty if there is no such entity
   */
  public Set<String> erase(String id) {
    return Contended.retry("entity " + id, () -> eraseOnce(id));
  }

  private Set<String> eraseOnce(String id) {
    Optional<Found> found = rows.entity(id);
    if (found.isEmpty()) {
      return Set.of();
    }
    new EntityErasure(rows, seals, codec).erase(found.get(), journal);
    return found.get().members().keySet();
  }

  /**
   * Forgets facts, and makes their records unreadable. Durable on return.
   *
   * @param which the facts
   */
  public void forget(List<FactRow> which) {
    facts.forget(which);
  }

  /**
   * Whose cards hold some facts.
   *
   * @param which the facts
   * @return all ids that mean one of their entities
   */
  public Set<String> concernedBy(List<FactRow> which) {
    Set<String> ids = new TreeSet<>();
    which.forEach(fact -> ids.addAll(family(fact.entity())));
    return ids;
  }

  /**
   * The facts that stand in a source.
   *
   * @param source the source
   * @return of all entities
   */
  public List<FactRow> factsFrom(String source) {
    return facts.from(source);
  }

  /**
   * Every fact that is recorded.
   *
   * @return of all entities
   */
  public List<FactRow> allFacts() {
    return rows.allFacts();
  }

  /**
   * All ids that mean the same entity.
   *
   * @param id one of them, or an id that nobody has
   * @return that id, and those of all that are the same
   */
  public Set<String> family(String id) {
    Set<String> ids = new HashSet<>();
    ids.add(id);
    rows.entity(id).ifPresent(found -> ids.addAll(found.members().keySet()));
    return ids;
  }
}

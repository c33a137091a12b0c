package dev.aios.memory.internal.identity;

import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
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
import dev.aios.memory.internal.identity.EntityRows.Stored;
import dev.aios.memory.internal.rows.EntityChange;
import dev.aios.memory.internal.rows.EntityRow;
import dev.aios.memory.internal.rows.EntityRow.LinkBody;
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
  private final Set<String> many;

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
    this.many = Set.copyOf(many);
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
        link(write, keep.id(), gone.id(), evidence, 1);
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
    return entity(owner).entity();
  }

  private void link(
      EntityWrites write, String keep, String gone, String evidence, double confidence) {
    String at = world.instant().toString();
    LinkBody link = new LinkBody(keep, gone, evidence, confidence, at);
    write.set(keep, write.row(keep).linked(Family.with(write.row(keep), link)));
    write.set(gone, write.row(gone).linked(Family.with(write.row(gone), link)));
    write.record(
        "entity.merged", keep, new EntityChange.Merged(keep, gone, evidence, confidence, at));
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
    return merge(keep, gone, evidence, 1);
  }

  @Override
  public Entity merge(String keep, String gone, String evidence, double confidence) {
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
    EntityWrites write = write().with(one).with(other);
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

  @Override
  public List<Entity> unmerge(String keep, String gone, String reason) {
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
    EntityWrites write = write().with(found);
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

  @Override
  public List<Merge> merges(String entity) {
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

  @Override
  public boolean apart(String one, String other) {
    Found a = entity(one);
    Found b = entity(other);
    return a.isApart(b) || b.isApart(a);
  }

  @Override
  public void setApart(String one, String other, String reason) {
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
    EntityWrites write = write().with(a).with(b);
    apart(write, one, other);
    write.record("entity.set-apart", one, new EntityChange.Apart(one, other, reason));
    write.run();
    return true;
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
    Contended.retry("the facts of entity " + fact.entity(), () -> recordOnce(fact));
  }

  private boolean recordOnce(Fact fact) {
    Stored of = rows.stored(fact.entity()).orElseThrow(() -> missing(fact.entity()));
    FactRow row = FactRow.of(world.newId(), fact);
    EntityWrites write = write();
    write.fact(row);
    write.change(rows.unchanged(of)); // Not of an entity that is being erased.
    if (Names.isId(fact.value()) && rows.stored(fact.value()).isPresent()) {
      write.change(rows.pointing(row));
    }
    write.run();
    return true;
  }

  @Override
  public List<Fact> facts(String entity, Instant at) {
    return timeline(entity, Instant.MAX).at(at);
  }

  @Override
  public List<Fact> facts(String entity, Instant at, Instant known) {
    return timeline(entity, known).at(at);
  }

  @Override
  public List<Fact> history(String entity) {
    return timeline(entity, Instant.MAX).all();
  }

  @Override
  public List<Contradiction> contradictions(String entity, Instant at) {
    return timeline(entity, Instant.MAX).contradictions(at);
  }

  @Override
  public List<Fact> relations(String entity, Instant at) {
    Found found = entity(entity);
    List<Fact> relations = new ArrayList<>();
    for (Fact fact : facts(entity, at)) {
      if (Names.isId(fact.value()) && rows.stored(fact.value()).isPresent()) {
        relations.add(fact);
      }
    }
    Set<String> others = new TreeSet<>();
    for (String member : found.members().keySet()) {
      for (String from : rows.pointingTo(member)) {
        rows.entity(from).ifPresent(other -> others.add(other.id()));
      }
    }
    List<Fact> pointing = new ArrayList<>();
    for (String other : others) {
      facts(other, at).stream()
          .filter(fact -> found.members().containsKey(fact.value()))
          .filter(fact -> !fact.entity().equals(found.id()))
          .forEach(pointing::add);
    }
    pointing.sort(Comparator.comparing(Fact::property).thenComparing(Fact::entity));
    relations.addAll(pointing);
    return relations;
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
   * @param facts which
   */
  public void forget(List<FactRow> facts) {
    if (!facts.isEmpty()) {
      journal.writeNow(new EntityErasure(rows, seals, codec).forgetting(facts));
    }
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

  private FactTimeline timeline(String id, Instant known) {
    Found entity = entity(id);
    List<FactRow> all = new ArrayList<>();
    entity.members().keySet().forEach(member -> all.addAll(rows.factsOf(member)));
    all.removeIf(row -> Instant.parse(row.recorded()).isAfter(known));
    all.sort(
        Comparator.<FactRow, Instant>comparing(row -> Instant.parse(row.recorded()))
            .thenComparing(FactRow::id));
    return new FactTimeline(all.stream().map(row -> row.fact(entity.id())).toList(), many);
  }

  private Found entity(String id) {
    return rows.entity(id).orElseThrow(() -> missing(id));
  }

  private static NotFoundException missing(String id) {
    return new NotFoundException(
        "There is no entity " + id + " in this journal; resolve it by its anchors first");
  }
}

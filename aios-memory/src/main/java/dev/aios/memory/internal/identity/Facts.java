package dev.aios.memory.internal.identity;

import dev.aios.api.InvalidInputException;
import dev.aios.api.World;
import dev.aios.api.identity.Contradiction;
import dev.aios.api.identity.Fact;
import dev.aios.api.journal.Journal;
import dev.aios.api.value.Codec;
import dev.aios.memory.internal.Contended;
import dev.aios.memory.internal.Names;
import dev.aios.memory.internal.identity.EntityRows.Found;
import dev.aios.memory.internal.identity.EntityRows.Stored;
import dev.aios.memory.internal.rows.FactRow;
import dev.aios.memory.internal.seal.Seals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** What is known of entities. Thread-safe. */
final class Facts {
  private final Journal journal;
  private final Codec codec;
  private final EntityRows rows;
  private final Supplier<EntityWrites> writes;
  private final Seals seals;
  private final World world;
  private final Set<String> many;

  Facts(
      Journal journal,
      Codec codec,
      EntityRows rows,
      Supplier<EntityWrites> writes,
      Seals seals,
      World world,
      Set<String> many) {
    this.journal = journal;
    this.codec = codec;
    this.rows = rows;
    this.writes = writes;
    this.seals = seals;
    this.world = world;
    this.many = Set.copyOf(many);
  }

  void record(Fact fact) {
    List<String> violations = new ArrayList<>();
    Names.check("the property", fact.property(), violations);
    Names.check("the source", fact.source(), violations);
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
    Stored of = rows.stored(fact.entity()).orElseThrow(() -> EntityRows.missing(fact.entity()));
    FactRow row = FactRow.of(world.newId(), fact);
    EntityWrites write = writes.get();
    write.fact(row);
    write.change(rows.unchanged(of)); // Not of an entity that is being erased.
    if (Names.isId(fact.value()) && rows.stored(fact.value()).isPresent()) {
      write.change(rows.pointing(row));
    }
    write.run();
    return true;
  }

  List<Fact> facts(String entity, Instant at) {
    return timeline(entity, Instant.MAX).at(at);
  }

  List<Fact> facts(String entity, Instant at, Instant known) {
    return timeline(entity, known).at(at);
  }

  List<Fact> history(String entity) {
    return timeline(entity, Instant.MAX).all();
  }

  List<Contradiction> contradictions(String entity, Instant at) {
    return timeline(entity, Instant.MAX).contradictions(at);
  }

  List<Fact> relations(String entity, Instant at) {
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

  List<FactRow> from(String source) {
    return rows.factsFrom(source);
  }

  void forget(List<FactRow> facts) {
    if (!facts.isEmpty()) {
      journal.writeNow(new EntityErasure(rows, seals, codec).forgetting(facts));
    }
  }

  private Found entity(String id) {
    return rows.existing(id);
  }
}

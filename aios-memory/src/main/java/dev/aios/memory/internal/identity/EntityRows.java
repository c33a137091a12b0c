package dev.aios.memory.internal.identity;

import dev.aios.api.NotFoundException;
import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entity;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.value.Codec;
import dev.aios.memory.internal.rows.AnchorRow;
import dev.aios.memory.internal.rows.EntityRow;
import dev.aios.memory.internal.rows.FactRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rows of entities: {@code entity} in the group of its kind, or {@code merged}; {@code anchor}
 * in the group of the entity that it was given to; {@code fact} in the group of the entity that it
 * was recorded of; {@code fact.to} in the group of the entity that a fact's value names.
 */
final class EntityRows {
  static final String ENTITIES = "entity";
  static final String ANCHORS = "anchor";
  static final String FACTS = "fact";
  static final String TO = "fact.to";
  static final String FROM = "fact.from";
  private static final String MERGED = "merged";

  private final Journal journal;
  private final Codec codec;

  EntityRows(Journal journal, Codec codec) {
    this.journal = journal;
    this.codec = codec;
  }

  /** A row as it was recorded, with the version that a change of it is conditional on. */
  record Stored(String id, EntityRow row, long version) {}

  /** All that are the same, and which of them stands for all. */
  record Found(String id, Map<String, Stored> members) {
    EntityRow view() {
      return Family.view(id, rows());
    }

    Entity entity() {
      return view().entity(id);
    }

    Map<String, EntityRow> rows() {
      Map<String, EntityRow> rows = new TreeMap<>();
      members.forEach((member, stored) -> rows.put(member, stored.row()));
      return rows;
    }

    EntityRow head() {
      return Objects.requireNonNull(members.get(id)).row();
    }

    boolean isApart(Found other) {
      return members.values().stream()
          .flatMap(stored -> stored.row().setApart().stream())
          .anyMatch(other.members()::containsKey);
    }
  }

  Optional<Stored> stored(String id) {
    return journal
        .row(ENTITIES, id)
        .map(row -> new Stored(id, codec.fromJson(row.body(), EntityRow.class), row.version()));
  }

  /** The entity of this id with all that are the same; tried again while merges go on. */
  Optional<Found> entity(String id) {
    for (int tries = 0; ; tries++) {
      Optional<Stored> asked = stored(id);
      if (asked.isEmpty()) {
        return Optional.empty();
      }
      String into = asked.get().row().into();
      Optional<Stored> head = into == null ? asked : stored(into);
      if (head.isPresent()) {
        Map<String, Stored> members = new TreeMap<>();
        members.put(head.get().id(), head.get());
        head.get()
            .row()
            .merged()
            .forEach(each -> stored(each).ifPresent(found -> members.put(each, found)));
        boolean whole =
            members.containsKey(id)
                && members.keySet().containsAll(head.get().row().merged())
                && members.values().stream()
                    .allMatch(
                        each ->
                            each.id().equals(head.get().id())
                                || head.get().id().equals(each.row().into()));
        if (whole || tries > 100) {
          return Optional.of(new Found(head.get().id(), members));
        }
      }
      if (tries > 100) {
        return Optional.of(new Found(id, Map.of(id, asked.get())));
      }
    }
  }

  Found existing(String id) {
    return entity(id).orElseThrow(() -> missing(id));
  }

  static NotFoundException missing(String id) {
    return new NotFoundException(
        "There is no entity " + id + " in this journal; resolve it by its anchors first");
  }

  Optional<String> claimedBy(Anchor anchor) {
    return journal
        .row(ANCHORS, anchor.toString())
        .map(row -> codec.fromJson(row.body(), AnchorRow.class).entity());
  }

  Optional<Found> entity(Anchor anchor) {
    return claimedBy(anchor).flatMap(this::entity);
  }

  List<Found> ofKind(String kind) {
    List<Found> all = new ArrayList<>();
    for (Row row : journal.rows(RowQuery.group(ENTITIES, kind))) {
      entity(row.key()).filter(found -> found.id().equals(row.key())).ifPresent(all::add);
    }
    return all;
  }

  List<FactRow> factsOf(String entity) {
    return journal.rows(RowQuery.group(FACTS, entity)).stream()
        .map(row -> codec.fromJson(row.body(), FactRow.class))
        .toList();
  }

  List<FactRow> allFacts() {
    return journal.rows(RowQuery.table(FACTS)).stream()
        .map(row -> codec.fromJson(row.body(), FactRow.class))
        .toList();
  }

  /** The facts whose value is this entity. */
  List<FactRow> factsAt(String entity) {
    return journal.rows(RowQuery.group(TO, entity)).stream()
        .flatMap(row -> fact(row.key()).stream())
        .toList();
  }

  Optional<FactRow> fact(String id) {
    return journal.row(FACTS, id).map(row -> codec.fromJson(row.body(), FactRow.class));
  }

  /** The facts that stand in a source. */
  List<FactRow> factsFrom(String source) {
    return journal.rows(RowQuery.group(FROM, source)).stream()
        .flatMap(row -> fact(row.key()).stream())
        .toList();
  }

  /** The entities of which there is a fact whose value is this one. */
  Set<String> pointingTo(String entity) {
    Set<String> from = new TreeSet<>();
    journal
        .rows(RowQuery.group(TO, entity))
        .forEach(row -> from.add(codec.fromJson(row.body(), AnchorRow.class).entity()));
    return from;
  }

  List<String> anchorsOf(String entity) {
    return journal.rows(RowQuery.group(ANCHORS, entity)).stream().map(Row::key).toList();
  }

  RowChange put(String id, EntityRow row, long expectedVersion) {
    String group = row.into() == null ? row.kind() : MERGED;
    return new RowChange.Put(ENTITIES, id, expectedVersion, group, 0, codec.toJson(row));
  }

  /** Puts a row as it is: what is written with it counts only if nobody changed it meanwhile. */
  RowChange unchanged(Stored stored) {
    return put(stored.id(), stored.row(), stored.version());
  }

  /** Claims an anchor; rejected if another writer claimed it meanwhile. */
  RowChange claim(Anchor anchor, String entity) {
    return new RowChange.Put(
        ANCHORS,
        anchor.toString(),
        RowChange.ABSENT,
        entity,
        0,
        codec.toJson(new AnchorRow(entity)));
  }

  RowChange put(FactRow fact) {
    return new RowChange.Put(
        FACTS, fact.id(), RowChange.ABSENT, fact.entity(), 0, codec.toJson(fact));
  }

  RowChange from(FactRow fact) {
    return new RowChange.Put(
        FROM,
        fact.id(),
        RowChange.ANY,
        fact.source(),
        0,
        codec.toJson(new AnchorRow(fact.entity())));
  }

  RowChange pointing(FactRow fact) {
    return new RowChange.Put(
        TO, fact.id(), RowChange.ANY, fact.value(), 0, codec.toJson(new AnchorRow(fact.entity())));
  }
}

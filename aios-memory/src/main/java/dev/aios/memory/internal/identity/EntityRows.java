package dev.aios.memory.internal.identity;

import dev.aios.api.identity.Anchor;
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
import java.util.Optional;

/**
 * The rows of entities: {@code entity} in the group of its kind, or {@code merged}; {@code anchor};
 * {@code fact} in the group of the entity that it was recorded of.
 */
final class EntityRows {
  static final String ENTITIES = "entity";
  static final String ANCHORS = "anchor";
  static final String FACTS = "fact";
  private static final String MERGED = "merged";

  private final Journal journal;
  private final Codec codec;

  EntityRows(Journal journal, Codec codec) {
    this.journal = journal;
    this.codec = codec;
  }

  /** An entity that stands for itself, with the version that a change of it is conditional on. */
  record Found(String id, EntityRow row, long version) {}

  /** The entity of this id, or the one that it was merged into. */
  Optional<Found> entity(String id) {
    String at = id;
    while (true) {
      Optional<Row> row = journal.row(ENTITIES, at);
      if (row.isEmpty()) {
        return Optional.empty();
      }
      EntityRow body = codec.fromJson(row.get().body(), EntityRow.class);
      String into = body.into();
      if (into == null) {
        return Optional.of(new Found(at, body, row.get().version()));
      }
      at = into;
    }
  }

  Optional<Found> entity(Anchor anchor) {
    return journal
        .row(ANCHORS, anchor.toString())
        .map(row -> codec.fromJson(row.body(), AnchorRow.class))
        .flatMap(row -> entity(row.entity()));
  }

  List<Found> ofKind(String kind) {
    List<Found> all = new ArrayList<>();
    for (Row row : journal.rows(RowQuery.group(ENTITIES, kind))) {
      all.add(new Found(row.key(), codec.fromJson(row.body(), EntityRow.class), row.version()));
    }
    return all;
  }

  List<FactRow> factsOf(String entity) {
    return journal.rows(RowQuery.group(FACTS, entity)).stream()
        .map(row -> codec.fromJson(row.body(), FactRow.class))
        .toList();
  }

  RowChange put(String id, EntityRow row, long expectedVersion) {
    String group = row.into() == null ? row.kind() : MERGED;
    return new RowChange.Put(ENTITIES, id, expectedVersion, group, 0, codec.toJson(row));
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
}

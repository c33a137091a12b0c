package dev.aios.memory.internal.identity;

import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entity;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Json;
import dev.aios.memory.internal.rows.AnchorRow;
import dev.aios.memory.internal.rows.EntityChange;
import dev.aios.memory.internal.rows.EntityRow;
import dev.aios.memory.internal.rows.EntityRow.LinkBody;
import dev.aios.memory.internal.rows.FactRow;
import dev.aios.memory.internal.seal.Seals;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Makes the rows of entities again from their records, and repairs those that differ. */
public final class EntityRebuild {
  private static final int PAGE = 1000;

  private final Journal journal;
  private final Codec codec;
  private final EntityRows rows;
  private final Seals seals;
  private final Map<String, EntityRow> entities = new TreeMap<>();
  private final Map<String, String> anchors = new TreeMap<>();
  private final Map<String, FactRow> facts = new TreeMap<>();

  /**
   * A rebuild; used once.
   *
   * @param journal where the records and the rows are
   * @param codec for both
   */
  public EntityRebuild(Journal journal, Codec codec) {
    this.journal = journal;
    this.codec = codec;
    this.rows = new EntityRows(journal, codec);
    this.seals = new Seals(journal, codec);
  }

  /**
   * Reads every record of the journal, and writes, in one write, each row that is missing, differs
   * or should not be there. Nobody may change entities meanwhile.
   *
   * @return how many rows were repaired
   */
  public int run() {
    long position = 0;
    for (List<JournalRecord> page = journal.read(position, PAGE);
        !page.isEmpty();
        page = journal.read(position, PAGE)) {
      page.forEach(record -> seals.open(record).ifPresent(body -> apply(record.kind(), body)));
      position = page.get(page.size() - 1).position();
    }
    Family.settle(entities);
    Map<String, RowChange> wanted = new HashMap<>();
    entities.forEach((id, row) -> want(wanted, rows.put(id, row, RowChange.ANY)));
    facts.forEach(
        (id, row) -> {
          want(wanted, rows.put(row));
          if (entities.containsKey(row.value())) {
            want(wanted, rows.pointing(row));
          }
        });
    anchors.forEach(
        (key, entity) ->
            want(
                wanted,
                new RowChange.Put(
                    EntityRows.ANCHORS,
                    key,
                    RowChange.ANY,
                    entity,
                    0,
                    codec.toJson(new AnchorRow(entity)))));
    return repair(wanted);
  }

  private void apply(String kind, Json body) {
    switch (kind) {
      case "entity.created" -> {
        var created = codec.fromJson(body, EntityChange.Created.class);
        Set<Anchor> its = anchors(created.anchors());
        entities.put(
            created.id(),
            EntityRow.of(
                Entity.Kind.valueOf(created.kind()),
                created.name(),
                its,
                Instant.parse(created.at())));
        its.forEach(anchor -> anchors.put(anchor.toString(), created.id()));
      }
      case "entity.extended" -> {
        var extended = codec.fromJson(body, EntityChange.Extended.class);
        Set<Anchor> its = anchors(extended.anchors());
        entities.computeIfPresent(extended.id(), (id, row) -> row.with(extended.name(), its));
        its.forEach(anchor -> anchors.putIfAbsent(anchor.toString(), extended.id()));
      }
      case "entity.merged" -> merged(codec.fromJson(body, EntityChange.Merged.class));
      case "entity.unmerged", "entity.set-apart" ->
          apart(codec.fromJson(body, EntityChange.Apart.class));
      case "entity.fact" -> {
        var fact = codec.fromJson(body, FactRow.class);
        facts.put(fact.id(), fact);
      }
      case "entity.forgotten" ->
          codec.fromJson(body, EntityChange.Gone.class).ids().forEach(facts::remove);
      case "entity.erased" ->
          codec.fromJson(body, EntityChange.Gone.class).ids().forEach(this::erased);
      default -> {
        // A record of another part.
      }
    }
  }

  private void merged(EntityChange.Merged merged) {
    if (!entities.containsKey(merged.keep()) || !entities.containsKey(merged.gone())) {
      return; // One of them has been erased since.
    }
    Double confidence = merged.confidence();
    String at = merged.at();
    LinkBody link =
        new LinkBody(
            merged.keep(),
            merged.gone(),
            merged.evidence(),
            confidence == null ? 1 : confidence,
            at == null ? Instant.EPOCH.toString() : at);
    for (String id : List.of(merged.keep(), merged.gone())) {
      entities.computeIfPresent(id, (key, row) -> row.linked(Family.with(row, link)));
    }
    // Whoever says that they are the same takes back that they are not.
    Map<String, EntityRow> settled = new TreeMap<>(entities);
    Family.settle(settled);
    EntityRow head = Objects.requireNonNull(settled.get(merged.keep()));
    String headId = head.into() == null ? merged.keep() : head.into();
    Set<String> members = new TreeSet<>(Objects.requireNonNull(settled.get(headId)).merged());
    members.add(headId);
    for (String id : members) {
      entities.computeIfPresent(
          id,
          (key, row) ->
              row.setApart(
                  row.setApart().stream().filter(other -> !members.contains(other)).toList()));
    }
  }

  private void apart(EntityChange.Apart apart) {
    for (String id : List.of(apart.one(), apart.other())) {
      String other = id.equals(apart.one()) ? apart.other() : apart.one();
      entities.computeIfPresent(
          id,
          (key, row) -> {
            Set<String> ids = new TreeSet<>(row.setApart());
            ids.add(other);
            return row.linked(Family.without(row, apart.one(), apart.other()))
                .setApart(List.copyOf(ids));
          });
    }
  }

  private void erased(String id) {
    entities.remove(id);
    anchors.values().removeIf(id::equals);
    facts.values().removeIf(fact -> fact.entity().equals(id));
  }

  private static Set<Anchor> anchors(List<EntityRow.AnchorBody> bodies) {
    return bodies.stream()
        .map(body -> new Anchor(body.type(), body.value()))
        .collect(Collectors.toSet());
  }

  private static void want(Map<String, RowChange> wanted, RowChange change) {
    wanted.put(change.table() + "/" + change.key(), change);
  }

  private int repair(Map<String, RowChange> wanted) {
    Write.Builder write = Write.builder();
    int repaired = 0;
    for (String table :
        List.of(EntityRows.ENTITIES, EntityRows.ANCHORS, EntityRows.FACTS, EntityRows.TO)) {
      for (Row row : journal.rows(RowQuery.table(table))) {
        RowChange change = wanted.remove(table + "/" + row.key());
        if (change == null) {
          write.row(new RowChange.Delete(table, row.key(), RowChange.ANY));
          repaired++;
        } else if (change instanceof RowChange.Put put && !same(put, row)) {
          write.row(unconditional(put));
          repaired++;
        }
      }
    }
    for (RowChange change : wanted.values()) {
      if (change instanceof RowChange.Put put) {
        write.row(unconditional(put));
        repaired++;
      }
    }
    if (repaired > 0) {
      journal.writeNow(write.build());
    }
    return repaired;
  }

  private static boolean same(RowChange.Put put, Row row) {
    return put.body().equals(row.body())
        && put.group().equals(row.group())
        && put.rank() == row.rank();
  }

  private static RowChange unconditional(RowChange.Put put) {
    return new RowChange.Put(
        put.table(), put.key(), RowChange.ANY, put.group(), put.rank(), put.body());
  }
}

package dev.aios.memory.internal.identity;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Codec;
import dev.aios.memory.internal.identity.EntityRows.Found;
import dev.aios.memory.internal.identity.EntityRows.Stored;
import dev.aios.memory.internal.rows.EntityChange;
import dev.aios.memory.internal.rows.FactRow;
import dev.aios.memory.internal.seal.Seals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The writes in which entities and facts go. */
final class EntityErasure {
  private final EntityRows rows;
  private final Seals seals;
  private final Codec codec;

  EntityErasure(EntityRows rows, Seals seals, Codec codec) {
    this.rows = rows;
    this.seals = seals;
    this.codec = codec;
  }

  void erase(Found found, Journal journal) {
    Write.Builder write = Write.builder();
    Map<String, FactRow> facts = new TreeMap<>();
    List<String> ids = List.copyOf(found.members().keySet());
    for (Stored stored : found.members().values()) {
      String id = stored.id();
      write.row(new RowChange.Delete(EntityRows.ENTITIES, id, stored.version()));
      for (String anchor : rows.anchorsOf(id)) {
        write.row(new RowChange.Delete(EntityRows.ANCHORS, anchor, RowChange.ANY));
      }
      rows.factsOf(id).forEach(fact -> facts.put(fact.id(), fact));
      rows.factsAt(id).forEach(fact -> facts.put(fact.id(), fact));
    }
    facts.values().forEach(fact -> gone(fact, write));
    noLongerApart(found, ids, write);
    for (String id : ids) {
      seals.keysOf(EntityWrites.stream(id)).stream()
          .filter(key -> !facts.containsKey(key.substring(key.indexOf(':') + 1)))
          .forEach(key -> write.row(Seals.shred(key)));
      write.record(
          "entity.erased",
          EntityWrites.stream(id),
          codec.toJson(new EntityChange.Gone(List.of(id))));
    }
    List<FactRow> ofOthers =
        facts.values().stream().filter(fact -> !ids.contains(fact.entity())).toList();
    forgotten(ofOthers, write);
    journal.writeNow(write.build());
  }

  /** Those who are not the same as somebody erased forget that there was somebody. */
  private void noLongerApart(Found found, List<String> ids, Write.Builder write) {
    found.members().values().stream()
        .flatMap(stored -> stored.row().setApart().stream())
        .filter(other -> !ids.contains(other))
        .distinct()
        .flatMap(other -> rows.stored(other).stream())
        .forEach(
            other ->
                write.row(
                    rows.put(
                        other.id(),
                        other
                            .row()
                            .setApart(
                                other.row().setApart().stream()
                                    .filter(id -> !ids.contains(id))
                                    .toList()),
                        other.version())));
  }

  Write forgetting(List<FactRow> facts) {
    Write.Builder write = Write.builder();
    facts.forEach(fact -> gone(fact, write));
    forgotten(facts, write);
    return write.build();
  }

  private static void gone(FactRow fact, Write.Builder write) {
    write
        .row(new RowChange.Delete(EntityRows.FACTS, fact.id(), RowChange.ANY))
        .row(new RowChange.Delete(EntityRows.TO, fact.id(), RowChange.ANY))
        .row(new RowChange.Delete(EntityRows.FROM, fact.id(), RowChange.ANY))
        .row(Seals.shred(EntityWrites.factKey(fact.id())));
  }

  private void forgotten(List<FactRow> facts, Write.Builder write) {
    Map<String, List<String>> byEntity = new TreeMap<>();
    facts.forEach(
        fact -> byEntity.computeIfAbsent(fact.entity(), id -> new ArrayList<>()).add(fact.id()));
    byEntity.forEach(
        (entity, ids) ->
            write.record(
                "entity.forgotten",
                EntityWrites.stream(entity),
                codec.toJson(new EntityChange.Gone(ids))));
  }
}

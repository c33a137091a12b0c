package dev.aios.memory.internal.identity;

import dev.aios.api.journal.Journal;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Json;
import dev.aios.memory.internal.identity.EntityRows.Found;
import dev.aios.memory.internal.identity.EntityRows.Stored;
import dev.aios.memory.internal.rows.EntityRow;
import dev.aios.memory.internal.rows.FactRow;
import dev.aios.memory.internal.seal.Seals;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A write about entities: records sealed under the keys of those that they are about, and all rows
 * of those concerned, each conditional on how it was read. Used once.
 */
final class EntityWrites {
  private final Journal journal;
  private final Codec codec;
  private final EntityRows rows;
  private final Seals seals;
  private final Write.Builder write = Write.builder();
  private final Map<String, Stored> read = new TreeMap<>();
  private final Map<String, EntityRow> now = new TreeMap<>();
  private final Map<String, Seals.Key> keys = new TreeMap<>();

  EntityWrites(Journal journal, Codec codec, EntityRows rows, Seals seals) {
    this.journal = journal;
    this.codec = codec;
    this.rows = rows;
    this.seals = seals;
  }

  /** Takes a family along: its rows may change, and none may have changed. */
  EntityWrites with(Found found) {
    found
        .members()
        .forEach(
            (id, stored) -> {
              read.put(id, stored);
              now.putIfAbsent(id, stored.row());
            });
    return this;
  }

  EntityRow row(String id) {
    return Objects.requireNonNull(now.get(id));
  }

  void set(String id, EntityRow row) {
    now.put(id, row);
  }

  /** Appends a record, sealed under the entity's key. */
  void record(String kind, String entity, Object body) {
    sealed("entity:" + entity, kind, entity, codec.toJson(body));
  }

  /** Appends a fact, sealed under a key of its own, so that it can be forgotten alone. */
  void fact(FactRow fact) {
    sealed(factKey(fact.id()), "entity.fact", fact.entity(), codec.toJson(fact));
    write.row(rows.put(fact)).row(rows.from(fact));
  }

  static String factKey(String fact) {
    return "fact:" + fact;
  }

  private void sealed(String id, String kind, String entity, Json body) {
    Seals.Key key = keys.get(id);
    if (key == null) {
      key = seals.key(id, stream(entity));
      keys.put(id, key);
      RowChange made = key.made();
      if (made != null) {
        write.row(made);
      }
    }
    write.record(kind, stream(entity), seals.seal(key, kind, stream(entity), body));
  }

  /** Appends a record that holds no content. */
  void plain(String kind, String entity, Object body) {
    write.record(kind, stream(entity), codec.toJson(body));
  }

  void change(RowChange change) {
    write.row(change);
  }

  void run() {
    Family.settle(now);
    now.forEach(
        (id, row) ->
            write.row(
                rows.put(
                    id,
                    row,
                    Optional.ofNullable(read.get(id))
                        .map(Stored::version)
                        .orElse(RowChange.ABSENT))));
    journal.writeNow(write.build());
  }

  List<String> ids() {
    return List.copyOf(now.keySet());
  }

  static String stream(String id) {
    return "entity/" + id;
  }
}

package dev.aios.memory.internal.identity;

import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entity;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Json;
import dev.aios.memory.internal.rows.EntityChange;
import dev.aios.memory.internal.rows.EntityRow;
import dev.aios.memory.internal.rows.EntityRow.LinkBody;
import dev.aios.memory.internal.rows.FactRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the records of entities say, one after the other. Who stands for whom is not settled. */
final class EntityFold {
  final Map<String, EntityRow> entities = new TreeMap<>();
  final Map<String, String> anchors = new TreeMap<>();
  final Map<String, FactRow> facts = new TreeMap<>();
  private final Codec codec;

  EntityFold(Codec codec) {
    this.codec = codec;
  }

  void apply(String kind, Json body) {
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
    Set<String> members = Family.linked(merged.keep(), entities);
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
    entities.replaceAll(
        (key, row) ->
            row.setApart().contains(id)
                ? row.setApart(row.setApart().stream().filter(each -> !each.equals(id)).toList())
                : row);
  }

  private static Set<Anchor> anchors(List<EntityRow.AnchorBody> bodies) {
    return bodies.stream()
        .map(body -> new Anchor(body.type(), body.value()))
        .collect(Collectors.toSet());
  }
}

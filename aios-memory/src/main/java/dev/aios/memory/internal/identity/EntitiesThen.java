package dev.aios.memory.internal.identity;

import dev.aios.api.identity.Entity;
import dev.aios.api.identity.Fact;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.value.Codec;
import dev.aios.memory.internal.rows.EntityRow;
import dev.aios.memory.internal.rows.FactRow;
import dev.aios.memory.internal.seal.Seals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Entities as the records up to a position say. Immutable. */
public final class EntitiesThen {
  private static final int PAGE = 1000;

  private final EntityFold fold;
  private final Set<String> many;

  /**
   * Reads the records up to a position.
   *
   * @param journal where they are
   * @param codec for their bodies
   * @param seals opens them
   * @param many the properties that may have several values at once
   * @param upTo the last position that counts
   */
  public EntitiesThen(Journal journal, Codec codec, Seals seals, Set<String> many, long upTo) {
    this.fold = new EntityFold(codec);
    this.many = Set.copyOf(many);
    long position = 0;
    for (List<JournalRecord> page = journal.read(position, PAGE);
        !page.isEmpty() && position < upTo;
        page = journal.read(position, PAGE)) {
      for (JournalRecord record : page) {
        if (record.position() <= upTo && record.kind().startsWith("entity.")) {
          seals.open(record).ifPresent(body -> fold.apply(record.kind(), body));
        }
      }
      position = page.get(page.size() - 1).position();
    }
    Family.settle(fold.entities);
  }

  /**
   * Finds an entity.
   *
   * @param id its id
   * @return as it was then, or empty
   */
  public Optional<Entity> find(String id) {
    return head(id).map(head -> Family.view(head, members(head)).entity(head));
  }

  private Optional<String> head(String id) {
    EntityRow row = fold.entities.get(id);
    if (row == null) {
      return Optional.empty();
    }
    String into = row.into();
    return Optional.of(into == null ? id : into);
  }

  private Map<String, EntityRow> members(String head) {
    Map<String, EntityRow> members = new TreeMap<>();
    EntityRow row = Objects.requireNonNull(fold.entities.get(head));
    members.put(head, row);
    row.merged().forEach(id -> members.put(id, Objects.requireNonNull(fold.entities.get(id))));
    return members;
  }

  /**
   * Lists entities.
   *
   * @param kind which
   * @return those that stood for themselves then, by name
   */
  public List<Entity> list(Entity.Kind kind) {
    return fold.entities.entrySet().stream()
        .filter(entry -> entry.getValue().into() == null)
        .filter(entry -> entry.getValue().kindOf() == kind)
        .flatMap(entry -> find(entry.getKey()).stream())
        .sorted(Comparator.comparing(Entity::name).thenComparing(Entity::id))
        .toList();
  }

  /**
   * The facts of an entity, as they were known then.
   *
   * @param id its id
   * @param at the time that they hold at
   * @return by property; empty for an entity that was not known
   */
  public List<Fact> facts(String id, Instant at) {
    Optional<String> head = head(id);
    if (head.isEmpty()) {
      return List.of();
    }
    Set<String> members = members(head.get()).keySet();
    List<FactRow> rows = new ArrayList<>();
    fold.facts.values().stream().filter(row -> members.contains(row.entity())).forEach(rows::add);
    rows.sort(
        Comparator.<FactRow, Instant>comparing(row -> Instant.parse(row.recorded()))
            .thenComparing(FactRow::id));
    return new FactTimeline(rows.stream().map(row -> row.fact(head.get())).toList(), many).at(at);
  }
}

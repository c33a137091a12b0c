package dev.aios.memory.internal.canonical;

import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.identity.Entity;
import dev.aios.api.journal.JournalRecord;
import dev.aios.memory.canonical.Canonical;
import dev.aios.memory.canonical.Happening;
import dev.aios.memory.canonical.Knowing;
import dev.aios.memory.canonical.Training;
import dev.aios.memory.canonical.View;
import dev.aios.memory.internal.rows.FactRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Views of the journal. Thread-safe. */
public final class JournalCanonical implements Canonical {
  private static final int PAGE = 1000;

  /** The parts whose records tell who had something. */
  private static final List<String> USERS = List.of("run/", "effect/");

  /** All events stand in one stream. */
  private static final String EVENTS = "event";

  private final CanonicalParts parts;

  /**
   * Views.
   *
   * @param parts what they are made of
   */
  public JournalCanonical(CanonicalParts parts) {
    this.parts = parts;
  }

  @Override
  public View asOf(Instant time) {
    // Times ascend with positions; positions may have gaps.
    long low = 0;
    long high = parts.journal().head();
    while (low < high) {
      long middle = low + (high - low + 1) / 2;
      List<JournalRecord> next = parts.journal().read(middle - 1, 1);
      if (next.isEmpty() || next.get(0).time().isAfter(time)) {
        high = middle - 1;
      } else {
        low = middle;
      }
    }
    return new JournalView(parts, low);
  }

  @Override
  public View asOf(long position) {
    if (position < 0) {
      throw new InvalidInputException("view", "position " + position + " is negative");
    }
    return new JournalView(parts, position);
  }

  @Override
  public List<Happening> timeline(String entity) {
    require(entity);
    return new Timeline(parts, parts.entities().family(entity)).read();
  }

  private Entity require(String id) {
    return parts
        .entities()
        .find(id)
        .orElseThrow(() -> new NotFoundException("There is no entity " + id + " in this journal"));
  }

  @Override
  public List<Knowing> knew(String entity, String property) {
    Entity found = require(entity);
    Map<String, JournalRecord> records = new LinkedHashMap<>();
    Map<String, FactRow> facts = new TreeMap<>();
    Set<String> family = parts.entities().family(entity);
    for (String id : family) {
      for (JournalRecord record : stream("entity/" + id)) {
        if (record.kind().equals("entity.fact")) {
          parts
              .seals()
              .open(record)
              .map(body -> parts.codec().fromJson(body, FactRow.class))
              .filter(fact -> fact.property().equals(property))
              .ifPresent(
                  fact -> {
                    facts.put(fact.id(), fact);
                    records.put(fact.id(), record);
                  });
        }
      }
    }
    Map<String, Map<String, Knowing.Use>> uses =
        uses(facts.values().stream().map(FactRow::source).toList());
    List<Knowing> knowings = new ArrayList<>();
    records.forEach(
        (id, record) -> {
          FactRow fact = java.util.Objects.requireNonNull(facts.get(id));
          knowings.add(
              new Knowing(
                  fact.fact(found.id()),
                  record.time(),
                  record.position(),
                  uses.getOrDefault(fact.source(), Map.of()).values().stream()
                      .filter(use -> use.position() > record.position())
                      .toList()));
        });
    knowings.sort(java.util.Comparator.comparingLong(Knowing::position));
    return knowings;
  }

  /** For each source the streams whose records name it, each once after its last mention before. */
  private Map<String, Map<String, Knowing.Use>> uses(List<String> sources) {
    Map<String, Map<String, Knowing.Use>> uses = new TreeMap<>();
    Map<String, String> quoted = new TreeMap<>();
    sources.forEach(source -> quoted.put(source, parts.codec().toJson(source).toString()));
    if (quoted.isEmpty()) {
      return uses;
    }
    long position = 0;
    for (List<JournalRecord> page = parts.journal().read(position, PAGE);
        !page.isEmpty();
        page = parts.journal().read(position, PAGE)) {
      for (JournalRecord record : page) {
        String who = user(record);
        if (!who.isEmpty()) {
          String body = record.body().toString();
          quoted.forEach(
              (source, text) -> {
                if (body.contains(text)) {
                  uses.computeIfAbsent(source, key -> new LinkedHashMap<>())
                      .putIfAbsent(who, new Knowing.Use(who, record.time(), record.position()));
                }
              });
        }
      }
      position = page.get(page.size() - 1).position();
    }
    return uses;
  }

  /** Who had what stands in a record: a run, an effect or an event; empty if nobody. */
  private static String user(JournalRecord record) {
    String stream = record.stream();
    return stream.equals(EVENTS)
        ? EVENTS + "/" + record.position()
        : USERS.stream().anyMatch(stream::startsWith) ? stream : "";
  }

  private List<JournalRecord> stream(String name) {
    List<JournalRecord> all = new ArrayList<>();
    long position = 0;
    for (List<JournalRecord> page = parts.journal().readStream(name, position, PAGE);
        !page.isEmpty();
        page = parts.journal().readStream(name, position, PAGE)) {
      all.addAll(page);
      position = page.get(page.size() - 1).position();
    }
    return all;
  }

  @Override
  public Training training() {
    return JournalTraining.of(parts);
  }
}

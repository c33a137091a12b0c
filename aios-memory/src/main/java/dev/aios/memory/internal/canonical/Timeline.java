package dev.aios.memory.internal.canonical;

import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.api.value.Json;
import dev.aios.memory.canonical.Happening;
import dev.aios.memory.internal.Paged;
import dev.aios.memory.internal.rows.EntityChange;
import dev.aios.memory.internal.rows.FactRow;
import dev.aios.memory.internal.rows.PassageRow;
import dev.aios.memory.internal.rows.TurnRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads what happened to an entity. Used once. */
final class Timeline {
  private static final int PAGE = 1000;

  private final CanonicalParts parts;
  private final Set<String> ids;
  private final Set<String> sessions = new HashSet<>();
  private final Set<String> runs = new HashSet<>();
  private final List<Happening> happenings = new ArrayList<>();

  Timeline(CanonicalParts parts, Set<String> ids) {
    this.parts = parts;
    this.ids = ids;
    ids.forEach(id -> sessions.addAll(parts.sessions().sessionsAbout(id)));
  }

  List<Happening> read() {
    long position = 0;
    // Archive files in which none of them is named need not be read.
    Set<String> looked = new HashSet<>(ids);
    looked.addAll(sessions);
    for (List<JournalRecord> page = parts.journal().mentioning(looked, position, PAGE);
        !page.isEmpty();
        page = parts.journal().mentioning(looked, position, PAGE)) {
      page.forEach(this::see);
      position = page.get(page.size() - 1).position();
    }
    passages();
    happenings.sort(Comparator.comparing(Happening::at).thenComparingLong(Happening::position));
    return happenings;
  }

  private void see(JournalRecord record) {
    String stream = record.stream();
    if (stream.startsWith("entity/") && ids.contains(stream.substring(7))) {
      parts.seals().open(record).ifPresent(body -> entity(record, body));
    } else if (stream.startsWith("session/") && sessions.contains(stream.substring(8))) {
      if (record.kind().equals("session.turn")) {
        parts.seals().open(record).ifPresent(body -> turn(record, body));
      }
    } else if (stream.startsWith("run/") && !runs.contains(stream)) {
      String body = record.body().toString();
      if (ids.stream().anyMatch(body::contains)) {
        runs.add(stream);
        add(record, record.time(), "run", record.kind(), stream);
      }
    }
  }

  private void entity(JournalRecord record, Json body) {
    switch (record.kind()) {
      case "entity.created" -> {
        var created = parts.codec().fromJson(body, EntityChange.Created.class);
        add(record, record.time(), "seen", "first as " + created.name(), created.source());
      }
      case "entity.extended" -> {
        var extended = parts.codec().fromJson(body, EntityChange.Extended.class);
        add(record, record.time(), "seen", "as " + extended.name(), extended.source());
      }
      case "entity.merged" -> {
        var merged = parts.codec().fromJson(body, EntityChange.Merged.class);
        String what = "with " + merged.gone() + ": " + merged.evidence();
        add(record, record.time(), "merged", what, record.stream());
      }
      case "entity.unmerged" -> {
        var apart = parts.codec().fromJson(body, EntityChange.Apart.class);
        String what = "from " + apart.other() + ": " + apart.reason();
        add(record, record.time(), "unmerged", what, record.stream());
      }
      case "entity.fact" -> {
        var fact = parts.codec().fromJson(body, FactRow.class);
        String from = fact.validFrom();
        Instant at = Instant.parse(from == null ? fact.recorded() : from);
        add(record, at, "fact", fact.property() + " is " + fact.value(), fact.source());
      }
      default -> {
        // Nothing that a reader of a timeline looks for.
      }
    }
  }

  private void turn(JournalRecord record, Json body) {
    TurnRow turn = parts.codec().fromJson(body, TurnRow.class);
    add(
        record,
        Instant.parse(turn.at()),
        "session",
        turn.role() + ": " + line(turn.text()),
        record.stream() + "#" + turn.number());
  }

  private void passages() {
    Paged.rows(parts.journal(), "recall.passage", "all", this::passage);
  }

  private void passage(Row row) {
    PassageRow passage = parts.codec().fromJson(row.body(), PassageRow.class);
    if (passage.entities().stream().anyMatch(ids::contains)) {
      String time = passage.time();
      Instant at =
          time != null
              ? Instant.parse(time)
              : parts.journal().read(Math.max(0, row.position() - 1), 1).get(0).time();
      String title = passage.title().isEmpty() ? row.key() : passage.title();
      happenings.add(new Happening(at, "passage", line(title), passage.source(), row.position()));
    }
  }

  private void add(JournalRecord record, Instant at, String kind, String what, String source) {
    happenings.add(new Happening(at, kind, line(what), source, record.position()));
  }

  private static String line(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= 120 ? line : line.substring(0, 119) + "…";
  }
}

package dev.aios.core.internal.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aios.api.StorageException;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.core.archive.ArchiveFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The archive files that a journal knows: rows of table {@code archive}, each with the entries of
 * 64 files. A record in stream {@code archive} says the same of each file, and anchors it in the
 * chain. Immutable.
 */
final class Catalog {
  static final String TABLE = "archive";
  static final String STREAM = "archive";
  static final String KIND = "journal.archived";

  /** The group of the rows that hold entries. */
  private static final String FILES = "files";

  /** The group of the rows of older versions: one a file, its number for a key. */
  private static final String SINGLE = "";

  private static final int IN_A_ROW = 64;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * A file.
   *
   * @param file the file
   * @param lastEvent the position of the last event in it, 0 if it holds none
   */
  record Entry(ArchiveFile file, long lastEvent) {
    long number() {
      return Long.parseLong(file.name().substring(0, file.name().indexOf('-')));
    }
  }

  private final List<Entry> entries;
  private final Map<String, Row> rows;

  private Catalog(List<Entry> entries, Map<String, Row> rows) {
    this.entries = entries;
    this.rows = rows;
  }

  static String number(long number) {
    return "%08d".formatted(number);
  }

  /** The files as last committed. */
  static Catalog read(Journal journal) {
    List<Entry> entries = new ArrayList<>();
    Map<String, Row> rows = new HashMap<>();
    for (String group : List.of(SINGLE, FILES)) {
      for (Row row : journal.rows(RowQuery.group(TABLE, group))) {
        rows.put(row.key(), row);
        entries.addAll(entries(row));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::number));
    return new Catalog(entries, rows);
  }

  private static List<Entry> entries(Row row) {
    String what = "row " + row.key() + " of table " + TABLE;
    JsonNode json = json(row.body(), what);
    List<Entry> entries = new ArrayList<>();
    if (json.has("files")) {
      json.path("files").forEach(one -> entries.add(entry(one)));
    } else {
      entries.add(entry(json));
    }
    return entries;
  }

  private static JsonNode json(Json body, String what) {
    try {
      return MAPPER.readTree(body.utf8());
    } catch (IOException e) {
      throw new StorageException(what + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Entry entry(JsonNode json) {
    return new Entry(
        new ArchiveFile(
            json.path("file").asText(),
            json.path("sha256").asText(),
            json.path("records").asLong(),
            json.path("runs").asInt(),
            json.path("first").asLong(),
            json.path("last").asLong()),
        json.path("event").asLong());
  }

  /** The file that a record of {@link #KIND} speaks of. */
  static ArchiveFile told(Json body, long position) {
    return entry(json(body, "record " + position)).file();
  }

  private static ObjectNode json(Entry entry) {
    ObjectNode json =
        MAPPER
            .createObjectNode()
            .put("file", entry.file().name())
            .put("sha256", entry.file().sha256())
            .put("records", entry.file().records())
            .put("runs", entry.file().runs())
            .put("first", entry.file().firstPosition())
            .put("last", entry.file().lastPosition());
    if (entry.lastEvent() > 0) {
      json.put("event", entry.lastEvent());
    }
    return json;
  }

  List<Entry> entries() {
    return entries;
  }

  List<ArchiveFile> files() {
    return entries.stream().map(Entry::file).toList();
  }

  /** The number that the next file gets. */
  long next() {
    return entries.isEmpty() ? 1 : entries.get(entries.size() - 1).number() + 1;
  }

  /** The file of a number, or of a name. */
  Optional<Entry> find(String nameOrNumber) {
    int dash = nameOrNumber.indexOf('-');
    long number = Long.parseLong(dash < 0 ? nameOrNumber : nameOrNumber.substring(0, dash));
    return entries.stream().filter(entry -> entry.number() == number).findFirst();
  }

  /** The position of the last event that is in a file, 0 if none is. */
  long lastEvent() {
    return entries.stream().mapToLong(Entry::lastEvent).max().orElse(0);
  }

  /** Adds a file: its record, and its entry, on condition that nobody added one meanwhile. */
  void add(Write.Builder write, Entry entry) {
    write.record(KIND, STREAM, Json.of(json(entry).toString()));
    long page = (entry.number() - 1) / IN_A_ROW;
    List<Entry> all = inRow(page);
    all.add(entry);
    write.row(put(page, all));
  }

  private static String key(long page) {
    return FILES + "/" + page;
  }

  private List<Entry> inRow(long page) {
    Row row = rows.get(key(page));
    return row == null ? new ArrayList<>() : entries(row);
  }

  private RowChange put(long page, List<Entry> all) {
    Row row = rows.get(key(page));
    ObjectNode body = MAPPER.createObjectNode();
    ArrayNode files = body.putArray("files");
    all.forEach(entry -> files.add(json(entry)));
    return new RowChange.Put(
        TABLE,
        key(page),
        row == null ? RowChange.ABSENT : row.version(),
        FILES,
        page,
        Json.of(body.toString()));
  }

  /**
   * What puts the entries of rows that hold one each into a row of many; empty if there are none.
   */
  Optional<Write> folded() {
    List<Row> single =
        rows.values().stream()
            .filter(row -> row.group().equals(SINGLE))
            .sorted(Comparator.comparingLong(Row::rank))
            .limit(IN_A_ROW)
            .toList();
    if (single.isEmpty()) {
      return Optional.empty();
    }
    long page = (single.get(0).rank() - 1) / IN_A_ROW;
    List<Entry> all = inRow(page);
    Write.Builder write = Write.builder();
    for (Row row : single) {
      if ((row.rank() - 1) / IN_A_ROW == page) {
        all.addAll(entries(row));
        write.row(new RowChange.Delete(TABLE, row.key(), row.version()));
      }
    }
    all.sort(Comparator.comparingLong(Entry::number));
    return Optional.of(write.row(put(page, all)).build());
  }
}

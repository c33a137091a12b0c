package dev.aios.core.internal.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Row;
import dev.aios.core.archive.ArchiveFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What an archive file has, without its records: the names of streams, the rows, and a filter that
 * says which long names its records do not hold. It stands beside the file, and is made from it
 * again when it is lost. Immutable.
 */
final class FileIndex {
  private static final int FORMAT = 1;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * The records of a stream in the file.
   *
   * @param first the position of the first
   * @param last the position of the last
   */
  record Span(long first, long last) {}

  private final Map<String, Span> streams;
  private final Map<String, Row> rows;
  private final NameFilter names;

  private FileIndex(Map<String, Span> streams, Map<String, Row> rows, NameFilter names) {
    this.streams = streams;
    this.rows = rows;
    this.names = names;
  }

  static FileIndex of(Content content) {
    Map<String, Span> streams = new TreeMap<>();
    for (JournalRecord record : content.records()) {
      streams.merge(
          record.stream(),
          new Span(record.position(), record.position()),
          (a, b) -> new Span(a.first(), b.last()));
    }
    Map<String, Row> rows = new HashMap<>();
    content.rows().forEach(row -> rows.put(id(row.table(), row.key()), row));
    return new FileIndex(streams, rows, NameFilter.of(content.records()));
  }

  private static String id(String table, String key) {
    return table + '\n' + key;
  }

  Optional<Span> stream(String name) {
    return Optional.ofNullable(streams.get(name));
  }

  Map<String, Span> streams() {
    return streams;
  }

  Optional<Row> row(String table, String key) {
    return Optional.ofNullable(rows.get(id(table, key)));
  }

  List<Row> rows(String table) {
    return rows.values().stream()
        .filter(row -> row.table().equals(table))
        .sorted(Comparator.comparing(Row::key))
        .toList();
  }

  /** Whether a record of the file may hold a text; false only if none does. */
  boolean mayHold(String text) {
    return names.mayHold(text) || streams.keySet().stream().anyMatch(name -> name.contains(text));
  }

  int weight() {
    int bytes = names.weight();
    for (Row row : rows.values()) {
      bytes += row.body().utf8().length + 300;
    }
    return bytes + 200 * streams.size();
  }

  void write(ArchiveFile file, OutputStream to) throws IOException {
    GZIPOutputStream out = new GZIPOutputStream(to, 1 << 13);
    line(
        MAPPER
            .createObjectNode()
            .put("aios", "archive-index")
            .put("format", FORMAT)
            .put("file", file.name())
            .put("sha256", file.sha256())
            .toString(),
        out);
    for (Map.Entry<String, Span> each : streams.entrySet()) {
      line(
          MAPPER
              .createObjectNode()
              .put("stream", each.getKey())
              .put("first", each.getValue().first())
              .put("last", each.getValue().last())
              .toString(),
          out);
    }
    for (Row row : rows.values()) {
      line(ArchiveLines.row(row), out);
    }
    line(
        MAPPER
            .createObjectNode()
            .put("names", Base64.getEncoder().encodeToString(names.bits()))
            .toString(),
        out);
    out.finish();
  }

  private static void line(String text, OutputStream out) throws IOException {
    out.write((text + '\n').getBytes(StandardCharsets.UTF_8));
  }

  /** Reads an index; an IOException if it is not whole, or that of another file. */
  static FileIndex read(ArchiveFile file, InputStream from) throws IOException {
    Map<String, Span> streams = new TreeMap<>();
    Map<String, Row> rows = new HashMap<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(from, 1 << 13), StandardCharsets.UTF_8))) {
      String line = in.readLine();
      JsonNode header = MAPPER.readTree(line == null ? "{}" : line);
      if (!header.path("aios").asText().equals("archive-index")
          || header.path("format").asInt() != FORMAT
          || !header.path("sha256").asText().equals(file.sha256())) {
        throw new IOException("it is no index of " + file.name() + " in format " + FORMAT);
      }
      while ((line = in.readLine()) != null) {
        JsonNode json = MAPPER.readTree(line);
        if (json.has("stream")) {
          streams.put(
              json.path("stream").asText(),
              new Span(json.path("first").asLong(), json.path("last").asLong()));
        } else if (json.has("table")) {
          Row row = ArchiveLines.row(json);
          rows.put(id(row.table(), row.key()), row);
        } else if (json.has("names")) {
          byte[] bits = Base64.getDecoder().decode(json.path("names").asText());
          return new FileIndex(streams, rows, new NameFilter(bits));
        }
      }
      throw new IOException("the index of " + file.name() + " is cut off");
    } catch (IllegalArgumentException e) {
      throw new IOException("the index of " + file.name() + " was changed", e);
    }
  }
}

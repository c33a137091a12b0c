package dev.aios.core.internal.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.aios.api.StorageException;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.value.Json;
import dev.aios.core.archive.ArchiveFile;
import java.io.IOException;
import java.util.List;

/**
 * The rows of archive files: one a file, with its number for a key, so that no two files have one
 * number. A record in stream {@code archive} says the same, and anchors the file in the chain.
 */
final class ArchiveRow {
  static final String TABLE = "archive";
  static final String STREAM = "archive";
  static final String KIND = "journal.archived";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ArchiveRow() {}

  static String key(long number) {
    return "%08d".formatted(number);
  }

  /** All files, in the order of their numbers. */
  static List<ArchiveFile> all(Journal journal) {
    return journal.rows(RowQuery.table(TABLE)).stream().map(ArchiveRow::of).toList();
  }

  private static ArchiveFile of(Row row) {
    return of(row.body(), "row " + row.key() + " of table " + TABLE);
  }

  static ArchiveFile of(Json body, String what) {
    try {
      JsonNode json = MAPPER.readTree(body.utf8());
      return new ArchiveFile(
          json.path("file").asText(),
          json.path("sha256").asText(),
          json.path("records").asLong(),
          json.path("runs").asInt(),
          json.path("first").asLong(),
          json.path("last").asLong());
    } catch (IOException e) {
      throw new StorageException(what + " cannot be read: " + e.getMessage(), e);
    }
  }

  static Json json(ArchiveFile file) {
    return Json.of(
        MAPPER
            .createObjectNode()
            .put("file", file.name())
            .put("sha256", file.sha256())
            .put("records", file.records())
            .put("runs", file.runs())
            .put("first", file.firstPosition())
            .put("last", file.lastPosition())
            .toString());
  }
}

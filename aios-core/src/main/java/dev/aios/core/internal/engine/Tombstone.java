package dev.aios.core.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aios.api.StorageException;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is left of a run's row once its records are in an archive: enough for its key to start no
 * other run, and to find the file, which holds the row as it was. The group stays the run's state,
 * the rank is when it ended.
 *
 * @param input fingerprint of the input, to tell a repeated start from a conflicting one
 * @param file the number of the archive file
 */
public record Tombstone(String input, long file) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Set<String> FINAL =
      Set.of(
          RunState.COMPLETED.name(),
          RunState.COMPENSATED.name(),
          RunState.CANCELLED.name(),
          RunState.FAILED.name());

  /**
   * The tombstone that a row is.
   *
   * @param row any row
   * @return empty if it is none
   */
  public static Optional<Tombstone> of(Row row) {
    if (row.rank() <= RunRow.ARCHIVED
        || !row.table().equals(RunRow.TABLE)
        || !FINAL.contains(row.group())) {
      return Optional.empty();
    }
    try {
      JsonNode body = MAPPER.readTree(row.body().utf8());
      return body.has("file")
          ? Optional.of(new Tombstone(body.path("in").asText(), body.path("file").asLong()))
          : Optional.empty();
    } catch (IOException e) {
      throw new StorageException(
          "the row of run " + row.key() + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The change that makes a closed run's row one. Conditional on the row. */
  static RowChange.Put put(Row row, RunRow run, long file) {
    JsonText body = new JsonText(48);
    body.raw("{\"in\":").string(run.input()).raw(",\"file\":").number(file).raw("}");
    long ended = Math.max(RunRow.ARCHIVED + 1, run.status().updated().toEpochMilli());
    return new RowChange.Put(
        RunRow.TABLE, row.key(), row.version(), row.group(), ended, body.json());
  }

  /** What is known without the file. */
  RunRow row(Row row) {
    Instant ended = Instant.ofEpochMilli(row.rank());
    RunStatus status =
        new RunStatus(
            RunId.parse(row.key()),
            0,
            RunState.valueOf(row.group()),
            "archived: its version, cost and times are in archive file " + "%08d".formatted(file),
            List.of(),
            null,
            Cost.NONE,
            null,
            ended,
            ended);
    return new RunRow(status, "", 0, input, "%08d".formatted(file));
  }

  /**
   * The row as it was.
   *
   * @param stone the tombstone's row
   * @param archived the row in the file
   * @return a row of the tombstone's version and place with all that it held
   */
  public static Row restored(Row stone, Row archived) {
    try {
      ObjectNode body = (ObjectNode) MAPPER.readTree(archived.body().utf8());
      of(stone).ifPresent(its -> body.put("archive", "%08d".formatted(its.file())));
      return new Row(
          stone.table(),
          stone.key(),
          stone.version(),
          stone.group(),
          stone.rank(),
          Json.ofUtf8(MAPPER.writeValueAsBytes(body)),
          archived.position());
    } catch (IOException e) {
      throw new StorageException(
          "the row of run " + stone.key() + " in its archive file cannot be read: " + e, e);
    }
  }
}

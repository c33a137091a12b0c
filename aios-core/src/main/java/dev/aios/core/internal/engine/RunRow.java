package dev.aios.core.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.aios.api.StorageException;
import dev.aios.api.journal.Row;
import dev.aios.api.run.RunId;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Json;
import dev.aios.api.value.Money;
import dev.aios.api.value.Tokens;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run's row: its status, who owns it, and the fingerprint of its input. The row's version is the
 * fence: every checkpoint is conditional on it.
 *
 * @param status where the run stands
 * @param owner the node that works on it; empty while it waits
 * @param epoch raised whenever another node takes it over
 * @param input fingerprint of the input, to tell a repeated start from a conflicting one
 * @param archive the archive file that holds its records, its name or its number; null while the
 *     journal holds them
 */
record RunRow(RunStatus status, String owner, long epoch, String input, @Nullable String archive) {
  static final String TABLE = "run";

  /** The row's group while a run cannot go on for want of its definition. */
  static final String PARKED = "PARKED";

  /** The row's group while a run waits for a slot in its queue: nobody polls it. */
  static final String QUEUED = "QUEUED";

  /** The row's group while a compensation waits. */
  static final String COMPENSATING_WAITING = "COMPENSATING_WAITING";

  /** The row's rank once a run has ended. */
  static final long ENDED = 0;

  /**
   * The row's rank once its records are in an archive, where a version of AIOS put them that left
   * the row as it was. Now the rank is when the run ended, in milliseconds since the epoch, and of
   * the row there is left what {@link Tombstone} says.
   */
  static final long ARCHIVED = 1;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  RunRow(RunStatus status, String owner, long epoch, String input) {
    this(status, owner, epoch, input, null);
  }

  static List<String> groups(RunState state) {
    return switch (state) {
      case WAITING -> List.of("WAITING", QUEUED, PARKED);
      case COMPENSATING -> List.of("COMPENSATING", COMPENSATING_WAITING);
      default -> List.of(state.name());
    };
  }

  Json json() {
    JsonText json = new JsonText(256);
    json.raw("{\"v\":").number(status.version());
    json.raw(",\"state\":").string(status.state().name());
    json.raw(",\"why\":").string(status.why());
    json.raw(",\"at\":[");
    String before = "";
    for (String node : status.at()) {
      json.raw(before).string(node);
      before = ",";
    }
    json.raw("]");
    if (status.until() != null) {
      json.raw(",\"until\":").number(status.until().toEpochMilli());
    }
    Money money = status.cost().money();
    if (money != null) {
      json.raw(",\"micros\":").number(money.micros());
      json.raw(",\"currency\":").string(money.currency());
    }
    json.raw(",\"tokens\":").number(status.cost().tokens().count());
    json.raw(",\"nanos\":").number(status.cost().time().toNanos());
    if (status.project() != null) {
      json.raw(",\"project\":").string(status.project());
    }
    json.raw(",\"started\":").number(status.started().toEpochMilli());
    json.raw(",\"updated\":").number(status.updated().toEpochMilli());
    json.raw(",\"owner\":").string(owner);
    json.raw(",\"epoch\":").number(epoch);
    json.raw(",\"in\":").string(input);
    if (archive != null) {
      json.raw(",\"archive\":").string(archive);
    }
    return json.raw("}").json();
  }

  static RunRow of(Row row) {
    try {
      Tombstone stone = Tombstone.of(row).orElse(null);
      if (stone != null) {
        return stone.row(row);
      }
      JsonNode body = MAPPER.readTree(row.body().utf8());
      List<String> at = new ArrayList<>();
      body.path("at").forEach(node -> at.add(node.asText()));
      RunStatus status =
          new RunStatus(
              RunId.parse(row.key()),
              body.path("v").asInt(),
              RunState.valueOf(body.path("state").asText()),
              body.path("why").asText(),
              at,
              body.has("until") ? Instant.ofEpochMilli(body.path("until").asLong()) : null,
              new Cost(
                  money(body),
                  Tokens.of(body.path("tokens").asLong()),
                  Duration.ofNanos(body.path("nanos").asLong())),
              body.has("project") ? body.path("project").asText() : null,
              Instant.ofEpochMilli(body.path("started").asLong()),
              Instant.ofEpochMilli(body.path("updated").asLong()));
      return new RunRow(
          status,
          body.path("owner").asText(),
          body.path("epoch").asLong(),
          body.path("in").asText(),
          body.has("archive") ? body.path("archive").asText() : null);
    } catch (IOException | IllegalArgumentException e) {
      throw new StorageException(
          "the row of run " + row.key() + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static @Nullable Money money(JsonNode body) {
    return body.has("micros")
        ? new Money(body.path("micros").asLong(), body.path("currency").asText())
        : null;
  }
}

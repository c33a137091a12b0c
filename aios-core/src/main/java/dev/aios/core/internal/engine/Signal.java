package dev.aios.core.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aios.api.StorageException;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.api.value.Payload;
import dev.aios.api.value.Taint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A signal on its way: a row until the run has taken it, kept after that so that it counts once.
 */
record Signal(String rowKey, long version, Payload payload, Taint taint, Json body) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The row of a signal that was not sent before. */
  static RowChange sent(String run, String name, String id, long at, Payload payload, Taint taint) {
    return new RowChange.Put(
        Names.SIGNALS, id, RowChange.ABSENT, Names.signals(run, name), at, body(payload, taint));
  }

  private static Json body(Payload payload, Taint taint) {
    try {
      ObjectNode body =
          MAPPER.createObjectNode().put("type", payload.type()).put("version", payload.version());
      body.set("data", MAPPER.readTree(payload.data().utf8()));
      if (taint.isTainted()) {
        taint.sources().forEach(body.putArray("taint")::add);
      }
      return Json.ofUtf8(MAPPER.writeValueAsBytes(body));
    } catch (IOException e) {
      throw new StorageException("cannot write a signal of type " + payload.type(), e);
    }
  }

  static Signal of(Row row) {
    try {
      JsonNode body = MAPPER.readTree(row.body().utf8());
      List<String> taint = new ArrayList<>(0);
      body.path("taint").forEach(source -> taint.add(source.asText()));
      return new Signal(
          row.key(),
          row.version(),
          new Payload(
              body.path("type").asText(),
              body.path("version").asInt(),
              Json.ofUtf8(MAPPER.writeValueAsBytes(body.path("data")))),
          RunEvent.taintOf(taint),
          row.body());
    } catch (IOException e) {
      throw new UnreadableException("signal " + row.key(), e);
    }
  }

  Write consumed(String run) {
    return Write.of(
        new RowChange.Put(Names.SIGNALS, rowKey, version, Names.consumed(run), 0, body));
  }
}

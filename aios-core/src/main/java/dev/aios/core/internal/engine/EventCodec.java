package dev.aios.core.internal.engine;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.aios.api.ErasedException;
import dev.aios.api.StorageException;
import dev.aios.api.journal.Draft;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Json;
import dev.aios.api.value.Money;
import dev.aios.api.value.Payload;
import dev.aios.api.value.Tokens;
import dev.aios.core.internal.seal.SealedBody;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Between run events and journal records. Thread-safe. */
final class EventCodec {
  private static final JsonMapper MAPPER = mapper();
  private static final Map<Class<?>, String> KINDS = new HashMap<>();
  private static final Map<Class<?>, ObjectWriter> WRITERS = new HashMap<>();
  private static final Map<String, ObjectReader> READERS = new HashMap<>();

  static {
    kind("run.started", RunEvent.Started.class);
    kind("step.begun", RunEvent.Begun.class);
    kind("step.completed", RunEvent.Completed.class);
    kind("step.passed", RunEvent.Passed.class);
    kind("step.failed", RunEvent.Failed.class);
    kind("step.in-doubt", RunEvent.Doubted.class);
    kind("step.not-happened", RunEvent.NotHappened.class);
    kind("step.waits", RunEvent.Waits.class);
    kind("step.allowed", RunEvent.Allowed.class);
    kind("step.sanitised", RunEvent.Sanitised.class);
    kind("branch.taken", RunEvent.Taken.class);
    kind("loop.again", RunEvent.Again.class);
    kind("lane.won", RunEvent.Won.class);
    kind("lane.failed", RunEvent.LaneFailed.class);
    kind("effect.begun", RunEvent.EffectBegun.class);
    kind("effect.done", RunEvent.EffectDone.class);
    kind("effect.failed", RunEvent.EffectFailed.class);
    kind("run.failing", RunEvent.Failing.class);
    kind("undo.begun", RunEvent.UndoBegun.class);
    kind("undo.done", RunEvent.UndoDone.class);
    kind("undo.failed", RunEvent.UndoFailed.class);
    kind("undo.again", RunEvent.UndoAgain.class);
    kind("run.ended", RunEvent.Ended.class);
    kind("run.queued", RunEvent.Queued.class);
    kind("run.admitted", RunEvent.Admitted.class);
    kind("run.joined", RunEvent.Joined.class);
    kind("run.parked", RunEvent.Parked.class);
    kind("run.migrated", RunEvent.Migrated.class);
  }

  private EventCodec() {}

  private static void kind(String kind, Class<? extends RunEvent> type) {
    KINDS.put(type, kind);
    WRITERS.put(type, MAPPER.writerFor(type));
    READERS.put(kind, MAPPER.readerFor(type));
  }

  private static JsonMapper mapper() {
    SimpleModule module = new SimpleModule("aios-engine");
    module.addSerializer(Json.class, new RawJson());
    module.addDeserializer(Json.class, new JsonReader());
    module.addSerializer(Cost.class, new CostWriter());
    module.addDeserializer(Cost.class, new CostReader());
    return JsonMapper.builder()
        .addModule(new JavaTimeModule())
        .addModule(module)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .defaultPropertyInclusion(
            JsonInclude.Value.construct(
                JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_EMPTY))
        .visibility(PropertyAccessor.GETTER, Visibility.NONE)
        .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
        .visibility(PropertyAccessor.FIELD, Visibility.ANY)
        .build();
  }

  static String kind(RunEvent event) {
    String kind = KINDS.get(event.getClass());
    if (kind == null) {
      throw new IllegalStateException("no record kind for " + event.getClass());
    }
    return kind;
  }

  /** The record of an event, sealed under a key if one is named. */
  static Draft draft(String stream, RunEvent event, @Nullable String seal) {
    Draft draft = draft(stream, event);
    return seal == null ? draft : new Draft(draft.kind(), stream, draft.body().sealedUnder(seal));
  }

  static Draft draft(String stream, RunEvent event) {
    if (event instanceof RunEvent.Completed completed && isPlain(completed)) {
      return new Draft("step.completed", stream, plain(completed));
    }
    if (event instanceof RunEvent.Started started && isPlain(started)) {
      return new Draft("run.started", stream, plain(started));
    }
    if (event instanceof RunEvent.Ended ended && ended.taint().isEmpty()) {
      return new Draft("run.ended", stream, plain(ended));
    }
    try {
      ObjectWriter writer = WRITERS.get(event.getClass());
      if (writer == null) {
        throw new IllegalStateException("no record kind for " + event.getClass());
      }
      return new Draft(kind(event), stream, Json.ofUtf8(writer.writeValueAsBytes(event)));
    } catch (IOException e) {
      throw new StorageException("cannot write " + kind(event) + " of " + stream + " as JSON", e);
    }
  }

  /** Whether an outcome has nothing but its value, cost and next intents: nearly all have. */
  private static boolean isPlain(RunEvent.Completed c) {
    return c.confidence() == null
        && c.evidence().isEmpty()
        && c.uncertain().isEmpty()
        && c.taint().isEmpty()
        && c.settled().isEmpty()
        && c.agent() == null
        && c.by() == null
        && (c.cost() == null || c.cost().money() == null)
        && isPlain(c.begins());
  }

  private static boolean isPlain(List<RunEvent.Begun> begins) {
    for (RunEvent.Begun begun : begins) {
      if (!begun.reserved().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** Whether a run has neither parent nor project nor taint nor subject: most have not. */
  private static boolean isPlain(RunEvent.Started s) {
    return s.project() == null
        && s.taint().isEmpty()
        && s.about().isEmpty()
        && s.parent() == null
        && s.parentNode() == null
        && s.forkedFrom() == null
        && s.forkedAt() == null
        && isPlain(s.begins());
  }

  private static Json plain(RunEvent.Started s) {
    JsonText json = new JsonText(256 + s.input().data().utf8().length);
    json.raw("{\"saga\":").string(s.saga());
    json.raw(",\"version\":").number(s.version());
    json.raw(",\"key\":").string(s.key());
    json.raw(",\"input\":");
    payload(json, s.input());
    json.raw(s.dry() ? ",\"dry\":true" : ",\"dry\":false");
    begins(json, s.begins());
    return json.raw("}").json();
  }

  private static Json plain(RunEvent.Ended e) {
    JsonText json = new JsonText(96 + (e.result() == null ? 0 : e.result().data().utf8().length));
    json.raw("{\"state\":").string(e.state().name());
    if (!e.why().isEmpty()) {
      json.raw(",\"why\":").string(e.why());
    }
    if (e.result() != null) {
      json.raw(",\"result\":");
      payload(json, e.result());
    }
    return json.raw("}").json();
  }

  private static void payload(JsonText json, Payload payload) {
    json.raw("{\"type\":").string(payload.type());
    json.raw(",\"version\":").number(payload.version());
    json.raw(",\"data\":").bytes(payload.data().utf8()).raw("}");
  }

  private static void begins(JsonText json, List<RunEvent.Begun> begins) {
    String before = ",\"begins\":[";
    for (RunEvent.Begun begun : begins) {
      json.raw(before).raw("{\"node\":").string(begun.node());
      json.raw(",\"attempt\":").number(begun.attempt()).raw("}");
      before = ",";
    }
    if (!begins.isEmpty()) {
      json.raw("]");
    }
  }

  /** The same JSON that the mapper writes; by hand, because every step writes one. */
  private static Json plain(RunEvent.Completed c) {
    JsonText json = new JsonText(192 + c.value().data().utf8().length);
    json.raw("{\"node\":").string(c.node());
    json.raw(",\"value\":");
    payload(json, c.value());
    if (c.cost() != null) {
      json.raw(",\"cost\":{\"tokens\":").number(c.cost().tokens().count());
      json.raw(",\"nanos\":").number(c.cost().time().toNanos()).raw("}");
    }
    begins(json, c.begins());
    return json.raw("}").json();
  }

  /** The event of a record; null for a kind that is not a run's. */
  static @Nullable RunEvent event(String kind, Json body, String stream) {
    ObjectReader reader = READERS.get(kind);
    if (reader == null) {
      return null;
    }
    if (SealedBody.is(body)) {
      throw erased(stream);
    }
    try {
      return reader.readValue(body.utf8());
    } catch (IOException e) {
      throw new UnreadableException("record " + kind + " of " + stream, e);
    }
  }

  /** What is told of a run whose records cannot be opened any more. */
  static ErasedException erased(String stream) {
    return new ErasedException(
        Names.run(stream).map(run -> "run " + run).orElse(stream)
            + " has been erased, because of somebody whom it was about: the key to its records is"
            + " gone. Its status can still be seen, nothing else");
  }

  /** Writes a cost in whole numbers. */
  private static final class CostWriter extends JsonSerializer<Cost> {
    @Override
    public void serialize(Cost cost, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeStartObject();
      if (cost.money() != null) {
        out.writeNumberField("micros", cost.money().micros());
        out.writeStringField("currency", cost.money().currency());
      }
      out.writeNumberField("tokens", cost.tokens().count());
      out.writeNumberField("nanos", cost.time().toNanos());
      out.writeEndObject();
    }
  }

  /** Reads what {@link CostWriter} wrote. */
  private static final class CostReader extends JsonDeserializer<Cost> {
    @Override
    public Cost deserialize(JsonParser in, DeserializationContext context) throws IOException {
      JsonNode node = in.readValueAsTree();
      Money money =
          node.has("micros")
              ? new Money(node.path("micros").asLong(), node.path("currency").asText())
              : null;
      return new Cost(
          money,
          Tokens.of(node.path("tokens").asLong()),
          Duration.ofNanos(node.path("nanos").asLong()));
    }
  }

  /** Writes JSON text as it is. */
  private static final class RawJson extends JsonSerializer<Json> {
    @Override
    public void serialize(Json value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeRawValue(value.toString());
    }
  }

  /** Reads whatever stands there as JSON text. */
  private static final class JsonReader extends JsonDeserializer<Json> {
    @Override
    public Json deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return Json.ofUtf8(MAPPER.writeValueAsBytes(in.readValueAsTree()));
    }

    @Override
    public Json getNullValue(DeserializationContext context) {
      return Json.NULL;
    }
  }
}

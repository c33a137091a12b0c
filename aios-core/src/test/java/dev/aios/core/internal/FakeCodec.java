package dev.aios.core.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.aios.api.InvalidInputException;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Json;
import dev.aios.api.value.Payload;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.List;

/** The least codec that these tests need. */
public final class FakeCodec implements Codec {
  private final ObjectMapper mapper =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
  private final Validator validator = Validation.buildDefaultValidatorFactory().getValidator();

  public FakeCodec() {
    SimpleModule module = new SimpleModule();
    module.addSerializer(new JsonOut());
    module.addDeserializer(Json.class, new JsonIn());
    mapper.registerModule(module);
  }

  @Override
  public Payload encode(Object value) {
    return new Payload(value.getClass().getName(), 1, toJson(value));
  }

  @Override
  public Object decode(Payload payload) {
    try {
      return fromJson(payload.data(), Class.forName(payload.type()));
    } catch (ClassNotFoundException e) {
      throw new InvalidInputException("payload", "its type is unknown: " + payload.type());
    }
  }

  @Override
  public Json toJson(Object value) {
    try {
      return Json.ofUtf8(mapper.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new InvalidInputException("value", e.getMessage());
    }
  }

  @Override
  public <T> T fromJson(Json json, Class<T> type) {
    return type.cast(fromJson(json, (Type) type));
  }

  @Override
  public Object fromJson(Json json, Type type) {
    JavaType wanted = mapper.constructType(type);
    try {
      return mapper.readValue(json.utf8(), wanted);
    } catch (IOException e) {
      throw new InvalidInputException("value of " + type, e.getMessage());
    }
  }

  @Override
  public Json schema(Type type) {
    throw new UnsupportedOperationException("No test here needs a schema");
  }

  @Override
  public <T> T validate(String what, T value) {
    List<String> violations =
        validator.validate(value).stream()
            .map(each -> each.getPropertyPath() + " " + each.getMessage())
            .sorted()
            .toList();
    if (!violations.isEmpty()) {
      throw new InvalidInputException(what, violations);
    }
    return value;
  }

  private static final class JsonOut extends StdSerializer<Json> {
    private static final long serialVersionUID = 1L;

    JsonOut() {
      super(Json.class);
    }

    @Override
    public void serialize(Json value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeRawValue(value.toString());
    }
  }

  private static final class JsonIn extends StdDeserializer<Json> {
    private static final long serialVersionUID = 1L;

    JsonIn() {
      super(Json.class);
    }

    @Override
    public Json deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      return Json.of(context.readTree(parser).toString());
    }
  }
}

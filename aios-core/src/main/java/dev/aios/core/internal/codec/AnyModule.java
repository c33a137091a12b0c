package dev.aios.core.internal.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.aios.api.value.Json;
import dev.aios.api.value.Payload;
import java.io.IOException;

/** Elements of different classes in one collection: each carries its own type name and version. */
final class AnyModule extends SimpleModule {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("unchecked") // elements declared as Any are of any class by design
  AnyModule(JacksonCodec codec, boolean named) {
    addSerializer(Any.class, (JsonSerializer<Any>) (JsonSerializer<?>) new Out(codec, named));
    addDeserializer(Any.class, (StdDeserializer<Any>) (StdDeserializer<?>) new In(codec));
  }

  private static final class Out extends StdSerializer<Object> {
    private static final long serialVersionUID = 1L;

    private final transient JacksonCodec codec;

    private final boolean named;

    Out(JacksonCodec codec, boolean named) {
      super(Object.class);
      this.codec = codec;
      this.named = named;
    }

    @Override
    public void serialize(Object value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      JacksonCodec.Form form = codec.form(value);
      if (!named) {
        write(form, value, out, provider);
        return;
      }
      out.writeStartObject();
      out.writeStringField(Any.TYPE, form.name());
      if (form.version() != 1) {
        out.writeNumberField(Any.VERSION, form.version());
      }
      out.writeFieldName(Any.VALUE);
      write(form, value, out, provider);
      out.writeEndObject();
    }

    private static void write(
        JacksonCodec.Form form, Object value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      provider.findTypedValueSerializer(form.type(), true, null).serialize(value, out, provider);
    }
  }

  private static final class In extends StdDeserializer<Object> {
    private static final long serialVersionUID = 1L;

    private final transient JacksonCodec codec;

    In(JacksonCodec codec) {
      super(Any.class);
      this.codec = codec;
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      JsonNode node = context.readTree(parser);
      JsonNode value = node.get(Any.VALUE);
      if (value == null || !node.path(Any.TYPE).isTextual()) {
        return context.reportInputMismatch(
            Any.class, "an element without %s and %s", Any.TYPE, Any.VALUE);
      }
      return codec.decode(
          new Payload(
              node.get(Any.TYPE).asText(),
              node.path(Any.VERSION).asInt(1),
              Json.of(value.toString())));
    }
  }
}

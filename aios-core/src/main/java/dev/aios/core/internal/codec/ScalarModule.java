package dev.aios.core.internal.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.aios.api.InvalidInputException;
import dev.aios.api.value.Json;
import dev.aios.api.value.Money;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The JSON forms of AIOS's own scalars: {@link Json} as it is, {@link Money} as {@code
 * {"amount":"12.50","currency":"EUR"}}, which people and models read better than millionths.
 */
final class ScalarModule extends SimpleModule {
  private static final long serialVersionUID = 1L;

  ScalarModule() {
    addSerializer(new JsonOut());
    addDeserializer(Json.class, new JsonIn(false));
    addSerializer(new MoneyOut());
    addDeserializer(Money.class, new MoneyIn());
  }

  private static final class JsonOut extends StdSerializer<Json> {
    private static final long serialVersionUID = 1L;

    JsonOut() {
      super(Json.class);
    }

    @Override
    public void serialize(Json json, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      // Checked first: broken JSON would break all that stands around it.
      try (JsonParser parser = out.getCodec().getFactory().createParser(json.utf8())) {
        if (parser.nextToken() == null) {
          provider.reportMappingProblem("an empty text is no JSON");
        }
        parser.skipChildren();
        if (parser.nextToken() != null) {
          provider.reportMappingProblem("text after the end of the JSON");
        }
      }
      out.writeRawValue(json.toString());
    }
  }

  private static final class JsonIn extends StdDeserializer<Json>
      implements ContextualDeserializer {
    private static final long serialVersionUID = 1L;

    private final boolean nullable;

    JsonIn(boolean nullable) {
      super(Json.class);
      this.nullable = nullable;
    }

    @Override
    public JsonDeserializer<?> createContextual(
        DeserializationContext context, @Nullable BeanProperty property) {
      return new JsonIn(property != null && !property.isRequired());
    }

    @Override
    public Json deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      return Json.of(context.readTree(parser).toString());
    }

    @Override
    public @Nullable Json getNullValue(DeserializationContext context) {
      return nullable ? null : Json.NULL;
    }
  }

  private static final class MoneyOut extends StdSerializer<Money> {
    private static final long serialVersionUID = 1L;

    MoneyOut() {
      super(Money.class);
    }

    @Override
    public void serialize(Money money, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeStartObject(money);
      out.writeStringField("amount", money.toString().substring(4));
      out.writeStringField("currency", money.currency());
      out.writeEndObject();
    }
  }

  private static final class MoneyIn extends StdDeserializer<Money> {
    private static final long serialVersionUID = 1L;

    MoneyIn() {
      super(Money.class);
    }

    @Override
    public @Nullable Money deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      if (!parser.hasToken(JsonToken.START_OBJECT)) {
        return (Money) context.handleUnexpectedToken(Money.class, parser);
      }
      JsonNode node = context.readTree(parser);
      JsonNode amount = node.path("amount");
      JsonNode currency = node.path("currency");
      if (node.size() != 2 || !amount.isValueNode() || !currency.isTextual()) {
        return context.reportInputMismatch(
            Money.class, "money is {\"amount\":\"12.50\",\"currency\":\"EUR\"}");
      }
      try {
        return Money.of(amount.asText(), currency.asText());
      } catch (InvalidInputException e) {
        return context.reportInputMismatch(Money.class, "%s", e.getMessage());
      }
    }
  }
}

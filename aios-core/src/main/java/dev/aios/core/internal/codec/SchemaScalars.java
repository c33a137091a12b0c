package dev.aios.core.internal.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/** The schemas of single values. */
final class SchemaScalars {
  private static final Map<Class<?>, String> FORMATS =
      Map.of(
          Instant.class, "date-time",
          OffsetDateTime.class, "date-time",
          LocalDate.class, "date",
          OffsetTime.class, "time",
          Duration.class, "duration",
          Period.class, "duration",
          UUID.class, "uuid",
          URI.class, "uri");
  private static final Map<Class<?>, String> PATTERNS =
      Map.of(
          LocalDateTime.class, "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?$",
          LocalTime.class, "^\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?$",
          YearMonth.class, "^\\d{4}-\\d{2}$");

  private SchemaScalars() {}

  static ObjectNode of(Class<?> type) {
    if (type == boolean.class || type == Boolean.class) {
      return JsonSchemas.typed("boolean");
    }
    if (type == Year.class) {
      return JsonSchemas.typed("integer");
    }
    if (isWhole(type)) {
      return whole(type);
    }
    if (type == double.class
        || type == Double.class
        || type == float.class
        || type == Float.class
        || type == BigDecimal.class) {
      return JsonSchemas.typed("number");
    }
    if (type == OptionalInt.class || type == OptionalLong.class || type == OptionalDouble.class) {
      ObjectNode schema = JsonSchemas.object();
      schema.putArray("type").add(type == OptionalDouble.class ? "number" : "integer").add("null");
      return schema;
    }
    if (type == dev.aios.api.value.Json.class || type == Any.class) {
      return JsonSchemas.object();
    }
    return text(type);
  }

  private static ObjectNode text(Class<?> type) {
    ObjectNode schema = JsonSchemas.typed("string");
    if (FORMATS.containsKey(type)) {
      schema.put("format", FORMATS.get(type));
    } else if (PATTERNS.containsKey(type)) {
      schema.put("pattern", PATTERNS.get(type));
    } else if (type == byte[].class) {
      schema.put("contentEncoding", "base64");
    } else if (type == char.class || type == Character.class) {
      schema.put("minLength", 1).put("maxLength", 1);
    }
    return schema;
  }

  static boolean isWhole(Class<?> type) {
    return type == int.class
        || type == Integer.class
        || type == long.class
        || type == Long.class
        || type == short.class
        || type == Short.class
        || type == byte.class
        || type == Byte.class
        || type == BigInteger.class;
  }

  private static ObjectNode whole(Class<?> type) {
    ObjectNode schema = JsonSchemas.typed("integer");
    if (type == short.class || type == Short.class) {
      schema.put("minimum", Short.MIN_VALUE).put("maximum", Short.MAX_VALUE);
    } else if (type == byte.class || type == Byte.class) {
      schema.put("minimum", Byte.MIN_VALUE).put("maximum", Byte.MAX_VALUE);
    }
    return schema;
  }
}

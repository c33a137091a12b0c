package dev.aios.core.internal.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Negative;
import jakarta.validation.constraints.NegativeOrZero;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.math.BigDecimal;
import java.util.List;

/** Jakarta constraints in the words of JSON Schema, as far as it has words for them. */
final class SchemaConstraints {
  private SchemaConstraints() {}

  static void apply(ObjectNode schema, List<Annotation> annotations) {
    String type = schema.path("type").asText();
    for (Annotation each : annotations) {
      switch (type) {
        case "string" -> text(schema, each);
        case "integer", "number" -> number(schema, each);
        case "array" -> size(schema, each, "minItems", "maxItems");
        case "object" -> size(schema, each, "minProperties", "maxProperties");
        default -> {
          // a reference or a choice: only the validator can tell
        }
      }
    }
  }

  private static void text(ObjectNode schema, Annotation annotation) {
    size(schema, annotation, "minLength", "maxLength");
    if (annotation instanceof NotBlank) {
      schema.put("minLength", Math.max(1, schema.path("minLength").asInt(0)));
      schema.put("pattern", schema.path("pattern").asText("\\S"));
    } else if (annotation instanceof Pattern pattern && pattern.flags().length == 0) {
      // Jakarta asks for the whole text to match, JSON Schema for any part of it.
      schema.put("pattern", "^(?:" + pattern.regexp() + ")$");
    } else if (annotation instanceof Email) {
      schema.put("format", "email");
    }
  }

  private static void size(ObjectNode schema, Annotation annotation, String min, String max) {
    if (annotation instanceof Size size) {
      if (size.min() > 0) {
        schema.put(min, Math.max(size.min(), schema.path(min).asInt(0)));
      }
      if (size.max() < Integer.MAX_VALUE) {
        schema.put(max, size.max());
      }
    } else if (annotation instanceof NotEmpty) {
      schema.put(min, Math.max(1, schema.path(min).asInt(0)));
    }
  }

  private static void number(ObjectNode schema, Annotation annotation) {
    if (annotation instanceof Min min) {
      schema.put("minimum", min.value());
    } else if (annotation instanceof Max max) {
      schema.put("maximum", max.value());
    } else if (annotation instanceof Positive) {
      schema.put("exclusiveMinimum", 0);
    } else if (annotation instanceof PositiveOrZero) {
      schema.put("minimum", 0);
    } else if (annotation instanceof Negative) {
      schema.put("exclusiveMaximum", 0);
    } else if (annotation instanceof NegativeOrZero) {
      schema.put("maximum", 0);
    } else if (annotation instanceof DecimalMin min) {
      schema.put(min.inclusive() ? "minimum" : "exclusiveMinimum", new BigDecimal(min.value()));
    } else if (annotation instanceof DecimalMax max) {
      schema.put(max.inclusive() ? "maximum" : "exclusiveMaximum", new BigDecimal(max.value()));
    }
  }
}

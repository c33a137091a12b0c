package dev.aios.core.internal.codec;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/** How Jackson is set up. */
final class Mappers {
  private Mappers() {}

  /** For what was encoded here: a null that was written is read again. */
  static JsonMapper.Builder stored() {
    return builder(false);
  }

  /** For JSON from elsewhere, a model for example: nothing is guessed, converted or overlooked. */
  static JsonMapper.Builder strict() {
    return builder(true).enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
  }

  private static JsonMapper.Builder builder(boolean nullsFail) {
    return JsonMapper.builder()
        .annotationIntrospector(new PlainIntrospector(nullsFail))
        .accessorNaming(new RecordNaming())
        .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
        .visibility(PropertyAccessor.SETTER, Visibility.NONE)
        .visibility(PropertyAccessor.GETTER, Visibility.ANY)
        .addModule(new Jdk8Module())
        .addModule(new OptionalModule())
        .addModule(new JavaTimeModule())
        .addModule(new ScalarModule())
        .addModule(new SetModule())
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .enable(SerializationFeature.WRITE_DATES_WITH_ZONE_ID)
        .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
        .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .withCoercionConfig(
            LogicalType.Textual,
            coercion -> {
              coercion.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
              coercion.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
              coercion.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
            });
  }
}

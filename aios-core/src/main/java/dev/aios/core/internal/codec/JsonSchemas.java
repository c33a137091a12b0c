package dev.aios.core.internal.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aios.api.value.Json;
import dev.aios.api.value.Money;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON Schema 2020-12 of plain data, in the subset that model providers take. A type is written in
 * place; only one that holds itself goes to {@code $defs}.
 */
final class JsonSchemas {
  private final ObjectMapper mapper;
  private final Map<Type, Json> made = new ConcurrentHashMap<>();

  JsonSchemas(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  Json of(Type type) throws JsonProcessingException {
    Json known = made.get(type);
    if (known == null) {
      known =
          Json.of(mapper.writeValueAsString(new Writer(mapper).root(mapper.constructType(type))));
      made.put(type, known);
    }
    return known;
  }

  private static final class Writer {
    private final ObjectMapper mapper;
    private final Deque<JavaType> within = new ArrayDeque<>();
    private final Map<JavaType, String> recursive = new LinkedHashMap<>();
    private final Map<String, ObjectNode> defs = new LinkedHashMap<>();

    Writer(ObjectMapper mapper) {
      this.mapper = mapper;
    }

    ObjectNode root(JavaType type) {
      ObjectNode schema = of(type, null);
      if (!defs.isEmpty()) {
        ObjectNode all = schema.putObject("$defs");
        defs.forEach(all::set);
      }
      return schema;
    }

    private ObjectNode of(JavaType type, @Nullable AnnotatedType annotated) {
      Class<?> raw = type.getRawClass();
      if (raw == Optional.class) {
        return nullable(of(type.getReferencedType(), arg(annotated, 0)));
      }
      if (type.isMapLikeType()) {
        ObjectNode schema = typed("object");
        schema.set("additionalProperties", element(type.getContentType(), arg(annotated, 1)));
        return schema;
      }
      if (raw != byte[].class && (type.isCollectionLikeType() || type.isArrayType())) {
        ObjectNode schema = typed("array");
        schema.set("items", element(type.getContentType(), arg(annotated, 0)));
        if (java.util.Set.class.isAssignableFrom(raw)) {
          schema.put("uniqueItems", true);
        }
        return schema;
      }
      if (raw.isEnum()) {
        ObjectNode schema = typed("string");
        ArrayNode names = schema.putArray("enum");
        Arrays.stream(raw.getEnumConstants()).forEach(each -> names.add(((Enum<?>) each).name()));
        return schema;
      }
      if (raw == Money.class) {
        return money();
      }
      if (raw.isRecord() || (raw.isInterface() && raw.isSealed())) {
        return structure(type);
      }
      return SchemaScalars.of(raw);
    }

    private ObjectNode element(JavaType type, @Nullable AnnotatedType annotated) {
      ObjectNode schema = of(type, annotated);
      if (annotated == null) {
        return schema;
      }
      SchemaConstraints.apply(schema, Arrays.asList(annotated.getAnnotations()));
      return Records.hasNullable(annotated) ? nullable(schema) : schema;
    }

    private ObjectNode structure(JavaType type) {
      if (within.contains(type)) {
        String name = recursive.computeIfAbsent(type, this::newName);
        return object().put("$ref", "#/$defs/" + name);
      }
      String known = recursive.get(type);
      if (known != null) {
        return object().put("$ref", "#/$defs/" + known);
      }
      within.push(type);
      ObjectNode schema = type.getRawClass().isRecord() ? record(type, null) : sealed(type);
      within.pop();
      String name = recursive.get(type);
      if (name == null) {
        return schema;
      }
      defs.put(name, schema);
      return object().put("$ref", "#/$defs/" + name);
    }

    private String newName(JavaType type) {
      String simple = type.getRawClass().getSimpleName();
      String name = simple;
      for (int i = 2; recursive.containsValue(name); i++) {
        name = simple + i;
      }
      return name;
    }

    private ObjectNode sealed(JavaType type) {
      ObjectNode schema = object();
      ArrayNode any = schema.putArray("anyOf");
      for (Class<?> each : Records.permitted(type.getRawClass())) {
        any.add(record(mapper.constructType(each), Records.typeId(type.getRawClass(), each)));
      }
      return schema;
    }

    private ObjectNode record(JavaType type, @Nullable String typeId) {
      ObjectNode schema = typed("object");
      ObjectNode properties = schema.putObject("properties");
      ArrayNode required = schema.putArray("required");
      if (typeId != null) {
        properties.putObject(Any.TYPE).put("const", typeId);
        required.add(Any.TYPE);
      }
      for (RecordComponent each : type.getRawClass().getRecordComponents()) {
        JavaType of =
            mapper.getTypeFactory().resolveMemberType(each.getGenericType(), type.getBindings());
        ObjectNode property = of(of, each.getAnnotatedType());
        SchemaConstraints.apply(property, annotations(each));
        boolean mayBeNull = Records.isNullable(each);
        properties.set(
            each.getName(),
            mayBeNull && of.getRawClass() != Optional.class ? nullable(property) : property);
        if (!mayBeNull) {
          required.add(each.getName());
        }
      }
      return schema.put("additionalProperties", false);
    }

    /** All that stands at a component, wherever its annotation's targets put it. */
    private static List<Annotation> annotations(RecordComponent component) {
      List<Annotation> all = new ArrayList<>();
      List<Annotation[]> places = new ArrayList<>();
      places.add(component.getAnnotatedType().getAnnotations());
      places.add(component.getAnnotations());
      places.add(component.getAccessor().getAnnotations());
      try {
        places.add(
            component.getDeclaringRecord().getDeclaredField(component.getName()).getAnnotations());
      } catch (NoSuchFieldException e) {
        throw new IllegalStateException("a component without a field: " + component, e);
      }
      for (Annotation[] place : places) {
        for (Annotation each : place) {
          if (!all.contains(each)) {
            all.add(each);
          }
        }
      }
      return all;
    }

    private static ObjectNode money() {
      ObjectNode schema = typed("object");
      ObjectNode properties = schema.putObject("properties");
      properties
          .putObject("amount")
          .put("type", "string")
          .put("pattern", "^-?[0-9]{1,13}(\\.[0-9]{1,6})?$");
      properties.putObject("currency").put("type", "string").put("pattern", "^[A-Z]{3}$");
      schema.putArray("required").add("amount").add("currency");
      return schema.put("additionalProperties", false);
    }

    private static @Nullable AnnotatedType arg(@Nullable AnnotatedType annotated, int index) {
      if (annotated instanceof AnnotatedArrayType array) {
        return array.getAnnotatedGenericComponentType();
      }
      if (annotated instanceof AnnotatedParameterizedType generic
          && index < generic.getAnnotatedActualTypeArguments().length) {
        return generic.getAnnotatedActualTypeArguments()[index];
      }
      return null;
    }

    private static ObjectNode nullable(ObjectNode schema) {
      ObjectNode either = object();
      either.putArray("anyOf").add(schema).add(typed("null"));
      return either;
    }
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ObjectNode typed(String type) {
    return object().put("type", type);
  }
}

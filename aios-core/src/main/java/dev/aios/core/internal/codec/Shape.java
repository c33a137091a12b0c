package dev.aios.core.internal.codec;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import dev.aios.api.InvalidInputException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The type of a value with the types of what it holds, found out from the value itself, because the
 * class of a list does not tell that of its elements.
 *
 * @param raw the class, for collections the interface
 * @param args the shapes of what it holds; empty for a class without type parameters
 */
record Shape(Class<?> raw, List<Shape> args) {
  /** Nothing was there to look at: an empty list, a null. */
  static final Shape NONE = new Shape(Void.class, List.of());

  /** Elements of different classes. */
  static final Shape ANY = new Shape(Any.class, List.of());

  /** Whether the class alone tells all. */
  static boolean isPlain(Class<?> type) {
    return !Collection.class.isAssignableFrom(type)
        && !Map.class.isAssignableFrom(type)
        && type != Optional.class
        && type.getTypeParameters().length == 0;
  }

  /** The class by which a value is known, where its own is an implementation's detail. */
  static Class<?> rawOf(Object value) {
    if (value instanceof Enum<?> constant) {
      return constant.getDeclaringClass();
    }
    return value instanceof ZoneId && !(value instanceof ZoneOffset)
        ? ZoneId.class
        : value.getClass();
  }

  static Shape of(@Nullable Object value) {
    if (value == null) {
      return NONE;
    }
    if (value instanceof Optional<?> optional) {
      return new Shape(Optional.class, List.of(of(optional.orElse(null))));
    }
    if (value instanceof Collection<?> collection) {
      Class<?> raw =
          value instanceof List
              ? List.class
              : value instanceof SortedSet
                  ? SortedSet.class
                  : value instanceof Set ? Set.class : Collection.class;
      return new Shape(raw, List.of(ofAll(collection)));
    }
    if (value instanceof Map<?, ?> map) {
      Shape keys = ofAll(map.keySet());
      if (keys.equals(ANY)) {
        throw new InvalidInputException("map", "its keys are of different classes");
      }
      return new Shape(
          value instanceof SortedMap ? SortedMap.class : Map.class,
          List.of(keys, ofAll(map.values())));
    }
    Class<?> type = rawOf(value);
    return type.isRecord() && type.getTypeParameters().length > 0
        ? ofRecord(type, value)
        : new Shape(type, List.of());
  }

  private static Shape ofAll(Collection<?> values) {
    Shape all = NONE;
    for (Object value : values) {
      all = all.or(of(value));
    }
    return all;
  }

  private static Shape ofRecord(Class<?> type, Object value) {
    Map<TypeVariable<?>, Shape> bound = new HashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      bind(component.getGenericType(), Records.get(component, value), bound);
    }
    List<Shape> args = new ArrayList<>();
    for (TypeVariable<?> variable : type.getTypeParameters()) {
      args.add(bound.getOrDefault(variable, NONE));
    }
    return new Shape(type, args);
  }

  private static void bind(
      Type declared, @Nullable Object value, Map<TypeVariable<?>, Shape> bound) {
    if (declared instanceof TypeVariable<?> variable) {
      bound.merge(variable, of(value), Shape::or);
    } else if (declared instanceof ParameterizedType generic && value != null) {
      bindArgs(generic, of(value), bound);
    }
  }

  private static void bindArgs(
      ParameterizedType declared, Shape actual, Map<TypeVariable<?>, Shape> bound) {
    Type[] args = declared.getActualTypeArguments();
    for (int i = 0; i < args.length && i < actual.args.size(); i++) {
      if (args[i] instanceof TypeVariable<?> variable) {
        bound.merge(variable, actual.args.get(i), Shape::or);
      } else if (args[i] instanceof ParameterizedType nested) {
        bindArgs(nested, actual.args.get(i), bound);
      }
    }
  }

  /** The shape of a collection that holds both. */
  Shape or(Shape other) {
    if (equals(other) || other.equals(NONE)) {
      return this;
    }
    if (equals(NONE)) {
      return other;
    }
    if (raw == other.raw && args.size() == other.args.size()) {
      List<Shape> both = new ArrayList<>();
      for (int i = 0; i < args.size(); i++) {
        both.add(args.get(i).or(other.args.get(i)));
      }
      return new Shape(raw, both);
    }
    Class<?> common = args.isEmpty() && other.args.isEmpty() ? common(raw, other.raw) : null;
    return common == null ? ANY : new Shape(common, List.of());
  }

  /** The nearest sealed interface that both belong to. */
  private static @Nullable Class<?> common(Class<?> one, Class<?> other) {
    Deque<Class<?>> next = new ArrayDeque<>(List.of(one));
    while (!next.isEmpty()) {
      Class<?> type = next.remove();
      if (type.isInterface()
          && type.isSealed()
          && type.getTypeParameters().length == 0
          && type.isAssignableFrom(other)
          && Records.permitted(type).stream().allMatch(Class::isRecord)) {
        return type;
      }
      next.addAll(List.of(type.getInterfaces()));
    }
    return null;
  }

  /** Whether it says nothing of the class. */
  boolean isOpen() {
    return equals(NONE) || equals(ANY);
  }

  JavaType javaType(TypeFactory types) {
    if (isOpen()) {
      return types.constructType(Any.class);
    }
    if (Map.class.isAssignableFrom(raw) && args.get(0).isOpen()) {
      // An empty map; Jackson wants to know how to read its keys all the same.
      return types.constructMapLikeType(
          raw, types.constructType(String.class), args.get(1).javaType(types));
    }
    return args.isEmpty()
        ? types.constructType(raw)
        : types.constructParametricType(
            raw, args.stream().map(arg -> arg.javaType(types)).toArray(JavaType[]::new));
  }

  /** The version of its schema: the type's own, or that of what it holds. */
  int version() {
    return args.isEmpty() || raw.isRecord()
        ? Records.schemaVersion(raw)
        : args.get(args.size() - 1).version();
  }
}

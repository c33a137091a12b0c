package dev.aios.core.internal.codec;

import dev.aios.api.InvalidInputException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the codec reads of records by reflection. */
public final class Records {
  private static final String VERSION = "SCHEMA_VERSION";

  private Records() {}

  /**
   * The value of a component.
   *
   * @param component which
   * @param record of which record
   * @return the value, or null
   * @throws InvalidInputException if it cannot be read
   */
  public static @Nullable Object get(RecordComponent component, Object record) {
    Method accessor = component.getAccessor();
    try {
      accessor.setAccessible(true);
      return accessor.invoke(record);
    } catch (InvocationTargetException e) {
      throw unreadable(component, e.getCause() == null ? e : e.getCause());
    } catch (IllegalAccessException | RuntimeException e) {
      throw unreadable(component, e);
    }
  }

  private static InvalidInputException unreadable(RecordComponent component, Throwable cause) {
    InvalidInputException unreadable =
        new InvalidInputException(
            "record " + component.getDeclaringRecord().getName(),
            component.getName()
                + " cannot be read: "
                + cause
                + "; open its package to dev.aios.core");
    unreadable.initCause(cause);
    return unreadable;
  }

  /** Whether a component may be null: annotated with any {@code @Nullable}, or an Optional. */
  static boolean isNullable(RecordComponent component) {
    return component.getType() == Optional.class
        || hasNullable(component.getAnnotatedType())
        || hasNullable(component)
        || hasNullable(component.getAccessor());
  }

  static boolean hasNullable(AnnotatedElement element) {
    return Arrays.stream(element.getAnnotations())
        .anyMatch(each -> each.annotationType().getSimpleName().equals("Nullable"));
  }

  /**
   * The version that a type states of itself: {@code static final int SCHEMA_VERSION = 2;} in a
   * record, enum or sealed interface. 1 if it states none.
   */
  static int schemaVersion(Class<?> type) {
    if (!type.isRecord() && !type.isEnum() && !type.isInterface()) {
      return 1;
    }
    try {
      Field field = type.getDeclaredField(VERSION);
      if (!Modifier.isStatic(field.getModifiers()) || field.getType() != int.class) {
        throw new InvalidInputException(
            "type " + type.getName(), VERSION + " must be a static final int");
      }
      field.setAccessible(true);
      int version = field.getInt(null);
      if (version < 1) {
        throw new InvalidInputException(
            "type " + type.getName(), VERSION + " is " + version + ", must be 1 or more");
      }
      return version;
    } catch (NoSuchFieldException e) {
      return 1;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(type.getName() + "." + VERSION + " cannot be read", e);
    }
  }

  /** The records that a sealed interface stands for, those of nested sealed interfaces too. */
  static List<Class<?>> permitted(Class<?> sealed) {
    return Arrays.stream(sealed.getPermittedSubclasses())
        .flatMap(
            each ->
                each.isInterface() && each.isSealed() ? permitted(each).stream() : Stream.of(each))
        .distinct()
        .toList();
  }

  /** The name that tells a record apart within its sealed interface. */
  static String typeId(Class<?> sealed, Class<?> record) {
    boolean alone =
        permitted(sealed).stream()
                .filter(each -> each.getSimpleName().equals(record.getSimpleName()))
                .count()
            == 1;
    return alone ? record.getSimpleName() : record.getName();
  }
}

package dev.aios.core.internal.codec;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import dev.aios.api.value.Json;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Which types have a JSON form, and may be named by a stored payload: records, enums, sealed
 * interfaces of records, collections, and value types of the JDK. Nothing else is ever
 * instantiated, so that a forged type name finds no class that does something when it is made.
 */
public final class PlainData {
  static final Set<Class<?>> VALUES =
      Set.of(
          String.class,
          Boolean.class,
          Character.class,
          Byte.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          BigInteger.class,
          BigDecimal.class,
          UUID.class,
          URI.class,
          Currency.class,
          Locale.class,
          Instant.class,
          Duration.class,
          Period.class,
          LocalDate.class,
          LocalTime.class,
          LocalDateTime.class,
          OffsetDateTime.class,
          OffsetTime.class,
          ZonedDateTime.class,
          Year.class,
          YearMonth.class,
          MonthDay.class,
          ZoneId.class,
          ZoneOffset.class,
          OptionalInt.class,
          OptionalLong.class,
          OptionalDouble.class,
          Json.class,
          Any.class);
  private static final Set<Class<?>> COLLECTIONS =
      Set.of(
          Collection.class,
          List.class,
          Set.class,
          SortedSet.class,
          NavigableSet.class,
          ArrayList.class,
          LinkedList.class,
          HashSet.class,
          LinkedHashSet.class,
          TreeSet.class);
  private static final Set<Class<?>> MAPS =
      Set.of(
          Map.class,
          SortedMap.class,
          NavigableMap.class,
          HashMap.class,
          LinkedHashMap.class,
          TreeMap.class,
          EnumMap.class);
  private static final Set<Class<?>> KEYS =
      Set.of(
          String.class,
          Integer.class,
          Long.class,
          Short.class,
          UUID.class,
          LocalDate.class,
          Instant.class,
          YearMonth.class,
          Year.class,
          Any.class);

  private final TypeFactory types;
  private final List<String> faults = new ArrayList<>();
  private final Set<JavaType> seen = new HashSet<>();

  private PlainData(TypeFactory types) {
    this.types = types;
  }

  /**
   * What stands against a class being plain data.
   *
   * @param type the class
   * @return each fault with its path; empty if there is none
   */
  public static List<String> faults(Class<?> type) {
    TypeFactory types = TypeFactory.defaultInstance();
    return faults(types, types.constructType(type));
  }

  /** What stands against a type, each with its path; empty if it is plain data. */
  static List<String> faults(TypeFactory types, JavaType type) {
    PlainData check = new PlainData(types);
    check.check("", type);
    return check.faults;
  }

  private void check(String path, JavaType type) {
    Class<?> raw = type.getRawClass();
    if (raw.isPrimitive() || VALUES.contains(raw) || raw.isEnum() || !seen.add(type)) {
      return;
    }
    if (raw.isArray()) {
      check(path + "[]", type.getContentType());
    } else if (COLLECTIONS.contains(raw)) {
      check(path + "[]", type.getContentType());
    } else if (MAPS.contains(raw)) {
      Class<?> key = type.getKeyType().getRawClass();
      if (!KEYS.contains(key) && !key.isEnum()) {
        fault(path, "map key " + key.getName() + " has no text form; use a String or an enum");
      }
      check(path + "{}", type.getContentType());
    } else if (raw == Optional.class) {
      check(path, type.getReferencedType());
    } else if (raw.isRecord()) {
      for (RecordComponent component : raw.getRecordComponents()) {
        check(
            path.isEmpty() ? component.getName() : path + "." + component.getName(),
            types.resolveMemberType(component.getGenericType(), type.getBindings()));
      }
    } else if (raw.isInterface() && raw.isSealed()) {
      checkSealed(path, raw);
    } else {
      fault(
          path,
          raw.getName()
              + " has no JSON form: only records, enums, sealed interfaces of records, collections"
              + " and value types of the JDK have one");
    }
  }

  private void checkSealed(String path, Class<?> raw) {
    for (Class<?> each : Records.permitted(raw)) {
      String at = path + "(" + each.getSimpleName() + ")";
      if (each.isRecord()) {
        check(at, types.constructType(each));
      } else {
        fault(at, each.getName() + " is within sealed " + raw.getName() + " but no record");
      }
    }
  }

  private void fault(String path, String what) {
    faults.add(path.isEmpty() ? what : path + ": " + what);
  }
}

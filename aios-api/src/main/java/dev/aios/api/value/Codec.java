package dev.aios.api.value;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Between Java values and JSON. Records and sealed interfaces work without annotations.
 * Thread-safe.
 */
public interface Codec {
  /**
   * A value as a self-describing payload.
   *
   * @param value a value that has a JSON form, or null; lists, sets, maps and optionals keep the
   *     types of their elements
   * @return the payload
   * @throws dev.aios.api.InvalidInputException if it has no JSON form, or is larger than the
   *     configured limit; the message names the type and the path
   */
  Payload encode(@Nullable Object value);

  /**
   * The value of a payload, lifted to the current version first.
   *
   * @param payload what {@link #encode} made
   * @return the value; null for the payload of null
   * @throws dev.aios.api.InvalidInputException if its type is unknown or the data does not fit
   */
  Object decode(Payload payload);

  /**
   * A value as bare JSON, without a type name.
   *
   * @param value the value, may hold any type with a JSON form
   * @return its JSON, with object keys in declaration order
   */
  Json toJson(Object value);

  /**
   * A value from bare JSON.
   *
   * @param <T> the type wanted
   * @param json the JSON
   * @param type the type wanted; unknown properties are an error
   * @return the value
   * @throws dev.aios.api.InvalidInputException if it does not fit; the message names the path
   */
  <T> T fromJson(Json json, Class<T> type);

  /**
   * A value from bare JSON, for generic types.
   *
   * @param json the JSON
   * @param type the type wanted
   * @return the value
   */
  Object fromJson(Json json, Type type);

  /**
   * The JSON Schema (2020-12) of a type, as model providers take it: records become objects with
   * every component required unless nullable, sealed interfaces become {@code anyOf}.
   *
   * @param type a record, enum, sealed interface, list or scalar type
   * @return the schema
   */
  Json schema(Type type);

  /**
   * Checks a value against the Jakarta Validation constraints of its type.
   *
   * @param <T> the type of the value
   * @param what what it is, for the message
   * @param value the value
   * @return the value
   * @throws dev.aios.api.InvalidInputException with every violation, each with its path
   */
  <T> T validate(String what, T value);
}

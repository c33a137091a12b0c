package dev.aios.core.internal.agent;

import dev.aios.api.value.Codec;
import dev.aios.api.value.Money;
import dev.aios.core.internal.codec.Records;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A text with places such as {@code {{customer.name}}}, which name components of the input record.
 * {@code {{input}}} is the whole input. Scalars stand as their text, anything else as JSON, null as
 * nothing. Immutable.
 */
public final class Template {
  /** The place of the whole input. */
  public static final String WHOLE = "input";

  /** A piece of the text. */
  public sealed interface Piece {
    /**
     * Text as it is.
     *
     * @param text the text
     */
    record Text(String text) implements Piece {}

    /**
     * A place to fill.
     *
     * @param path for example {@code customer.name}
     * @param components how to get there from the input; empty for the whole
     */
    record Place(String path, List<RecordComponent> components) implements Piece {}
  }

  private final List<Piece> pieces;

  private Template(List<Piece> pieces) {
    this.pieces = List.copyOf(pieces);
  }

  /**
   * Reads a template, and checks its places against the input's type.
   *
   * @param what what it is, for the faults
   * @param text the template
   * @param input the input's class
   * @param faults where each thing wrong is added
   * @return the template
   */
  public static Template parse(String what, String text, Class<?> input, List<String> faults) {
    List<Piece> pieces = new ArrayList<>();
    int at = 0;
    for (int open = text.indexOf("{{"); open >= 0; open = text.indexOf("{{", at)) {
      int close = text.indexOf("}}", open);
      if (close < 0) {
        faults.add(what + ": '" + excerpt(text.substring(open)) + "' has no closing braces");
        break;
      }
      if (open > at) {
        pieces.add(new Piece.Text(text.substring(at, open)));
      }
      String path = text.substring(open + 2, close).strip();
      List<RecordComponent> components = resolve(what, path, input, faults);
      pieces.add(new Piece.Place(path, components));
      at = close + 2;
    }
    if (at < text.length()) {
      pieces.add(new Piece.Text(text.substring(at)));
    }
    return new Template(pieces);
  }

  private static String excerpt(String text) {
    return text.length() <= 30 ? text : text.substring(0, 30) + "…";
  }

  private static List<RecordComponent> resolve(
      String what, String path, Class<?> input, List<String> faults) {
    List<RecordComponent> components = new ArrayList<>();
    if (path.equals(WHOLE) && component(input, WHOLE) == null) {
      return components;
    }
    Class<?> type = input;
    for (String name : path.split("\\.", -1)) {
      RecordComponent found = component(type, name);
      if (found == null) {
        faults.add(
            what + ": {{" + path + "}} names nothing: " + type.getSimpleName() + has(type, name));
        return List.of();
      }
      components.add(found);
      type = content(found.getGenericType());
    }
    return components;
  }

  private static String has(Class<?> type, String name) {
    return type.isRecord()
        ? " has no '"
            + name
            + "' but "
            + Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.joining(", "))
        : " is no record; use {{" + WHOLE + "}} for the whole input";
  }

  private static @Nullable RecordComponent component(Class<?> type, String name) {
    if (!type.isRecord()) {
      return null;
    }
    return Arrays.stream(type.getRecordComponents())
        .filter(each -> each.getName().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** The class of a component, or of what an optional holds. */
  private static Class<?> content(Type type) {
    if (type instanceof Class<?> plain) {
      return plain;
    }
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == Optional.class
          ? content(generic.getActualTypeArguments()[0])
          : (Class<?>) generic.getRawType();
    }
    return Object.class;
  }

  /**
   * The pieces in order.
   *
   * @return text and places
   */
  public List<Piece> pieces() {
    return pieces;
  }

  /**
   * The paths of the places.
   *
   * @return in order, those that come twice twice
   */
  public List<String> paths() {
    return pieces.stream()
        .filter(Piece.Place.class::isInstance)
        .map(each -> ((Piece.Place) each).path())
        .toList();
  }

  /**
   * What stands at a place.
   *
   * @param place one of {@link #pieces}
   * @param input the input
   * @param codec makes JSON of what is no scalar
   * @return the text
   */
  public static String fill(Piece.Place place, @Nullable Object input, Codec codec) {
    Object value = input;
    for (RecordComponent component : place.components()) {
      value = unwrap(value);
      if (value == null) {
        return "";
      }
      value = Records.get(component, value);
    }
    return text(unwrap(value), codec);
  }

  private static @Nullable Object unwrap(@Nullable Object value) {
    return value instanceof Optional<?> optional ? optional.orElse(null) : value;
  }

  private static String text(@Nullable Object value, Codec codec) {
    if (value == null) {
      return "";
    }
    if (value instanceof Enum<?> constant) {
      return constant.name();
    }
    boolean scalar =
        value instanceof CharSequence
            || value instanceof Number
            || value instanceof Boolean
            || value instanceof Character
            || value instanceof Money
            || value instanceof TemporalAccessor
            || value instanceof TemporalAmount
            || value instanceof UUID
            || value instanceof URI
            || value instanceof Currency;
    return scalar ? value.toString() : codec.toJson(value).toString();
  }
}

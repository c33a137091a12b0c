package dev.aios.core.internal.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Json;
import dev.aios.api.value.Payload;
import dev.aios.api.value.Upcaster;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The codec of the runtime, by Jackson. What has a JSON form: records, enums, sealed interfaces of
 * records (an object with a property {@code @type}), strings, numbers, booleans, the value types of
 * {@code java.time} and of AIOS, {@code byte[]} (Base64), and collections, maps and optionals of
 * these. Nothing else is ever read, whatever a stored type name says.
 *
 * <p>A record, enum or sealed interface states the version of its schema by a constant {@code
 * static final int SCHEMA_VERSION = 2}; without one it is in version 1. A collection has the
 * version of its elements, and {@link Upcaster}s of their type lift them one by one. What a record
 * holds has no version of its own: an upcaster of the record lifts it too.
 *
 * <p>Classes are loaded by the context class loader of the calling thread, else by the codec's own.
 * Thread-safe.
 */
public final class JacksonCodec implements Codec {
  /** The largest payload unless said otherwise: 1 MiB of JSON. */
  public static final int DEFAULT_MAX_BYTES = 1 << 20;

  private static final String NULL_TYPE = "null";
  static final String TOO_DEEP = "its JSON is nested too deep for this thread's stack";
  private static final Payload NULL = new Payload(NULL_TYPE, 1, Json.NULL);
  private static final Lazy<JsonMapper> PLAIN = new Lazy<>(() -> Mappers.stored().build());

  /** How values of one shape are written. */
  record Form(String name, int version, JavaType type, ObjectWriter writer) {}

  private record Named(String name, @Nullable ClassLoader loader) {}

  private record Read(int version, ObjectReader reader) {}

  private final int maxBytes;
  private final Map<String, Class<?>> aliased = new HashMap<>();
  private final Map<Class<?>, String> aliases = new HashMap<>();
  private final Lazy<JsonMapper> stored =
      new Lazy<>(() -> Mappers.stored().addModule(new AnyModule(this, true)).build());
  private final Lazy<JsonMapper> strict =
      new Lazy<>(() -> Mappers.strict().addModule(new AnyModule(this, false)).build());
  private final Lazy<JsonSchemas> schemas = new Lazy<>(() -> new JsonSchemas(stored.get()));
  private final Upcasts upcasts;
  private final Constraints constraints = new Constraints();
  private final ClassValue<Form> byClass =
      new ClassValue<>() {
        @Override
        protected Form computeValue(Class<?> type) {
          return newForm(new Shape(type, List.of()));
        }
      };
  private final Map<Shape, Form> byShape = new ConcurrentHashMap<>();
  private final Map<Named, Read> byName = new ConcurrentHashMap<>();
  private final Map<JavaType, ObjectReader> strictReaders = new ConcurrentHashMap<>();

  /** A codec without upcasters and aliases, with the default limit. */
  public JacksonCodec() {
    this(List.of(), DEFAULT_MAX_BYTES, Map.of());
  }

  /**
   * A codec.
   *
   * @param upcasters lift old payloads; at most one for each type and version
   * @param maxBytes the largest payload, in bytes of JSON; more than zero
   * @param aliases names to store instead of class names, so that a class can be renamed
   * @throws ConflictException if two upcasters lift the same, or two aliases name one class
   */
  public JacksonCodec(List<Upcaster> upcasters, int maxBytes, Map<String, Class<?>> aliases) {
    if (maxBytes < 1) {
      throw new InvalidInputException(
          "codec", "its limit of " + maxBytes + " bytes is not positive");
    }
    this.maxBytes = maxBytes;
    aliases.forEach(
        (alias, type) -> {
          TypeName.parse(alias);
          aliased.put(alias, type);
          if (this.aliases.put(type, alias) != null) {
            throw new ConflictException(type.getName() + " has two aliases, one of them " + alias);
          }
        });
    this.upcasts = new Upcasts(upcasters, stored);
  }

  @Override
  public Payload encode(@Nullable Object value) {
    if (value == null) {
      return NULL;
    }
    Form form = form(value);
    Json plain = value instanceof String text ? plain(text) : null;
    return new Payload(
        form.name(),
        form.version(),
        plain == null ? write(form.name(), form.writer(), value) : plain);
  }

  /**
   * Text that needs no escapes, between quotes; null if it does. Most values that are text are
   * short, and a generator costs ten times as much as the text itself.
   */
  private @Nullable Json plain(String text) {
    int length = text.length();
    if (length > maxBytes - 2) {
      return null;
    }
    byte[] json = new byte[length + 2];
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c > 0x7e || c == '"' || c == '\\') {
        return null;
      }
      json[i + 1] = (byte) c;
    }
    json[0] = '"';
    json[length + 1] = '"';
    return Json.ofUtf8(json);
  }

  /** The form of a value; made once for each class, or each shape of collections. */
  Form form(Object value) {
    Class<?> type = Shape.rawOf(value);
    if (Shape.isPlain(type)) {
      return byClass.get(type);
    }
    Shape shape;
    try {
      shape = Shape.of(value);
    } catch (StackOverflowError e) {
      throw new InvalidInputException(type.getName(), "it is nested too deep, or holds itself");
    }
    Form known = byShape.get(shape);
    return known == null ? byShape.computeIfAbsent(shape, this::newForm) : known;
  }

  private Form newForm(Shape shape) {
    JavaType type = shape.javaType(stored.get().getTypeFactory());
    List<String> faults = PlainData.faults(stored.get().getTypeFactory(), type);
    if (!faults.isEmpty()) {
      throw new InvalidInputException("value of " + nameOf(shape), faults);
    }
    return new Form(nameOf(shape).toString(), shape.version(), type, stored.get().writerFor(type));
  }

  private TypeName nameOf(Shape shape) {
    if (shape.isOpen()) {
      return new TypeName(TypeName.ANY, List.of());
    }
    String alias = aliases.get(shape.raw());
    Class<?> raw = shape.raw();
    String name = alias != null ? alias : raw.isArray() ? raw.getTypeName() : raw.getName();
    return new TypeName(name, shape.args().stream().map(this::nameOf).toList());
  }

  private Json write(String name, ObjectWriter writer, Object value) {
    BoundedBytes bytes = new BoundedBytes(maxBytes);
    try {
      writer.writeValue(bytes, value);
    } catch (IOException e) {
      throw Faults.invalid("value of " + name, e);
    } catch (StackOverflowError e) {
      throw new InvalidInputException("value of " + name, "it is nested too deep, or holds itself");
    }
    return Json.ofUtf8(bytes.toByteArray());
  }

  @Override
  @SuppressWarnings("NullAway") // the payload of null is null; encode takes it too
  public Object decode(Payload payload) {
    Payload lifted = upcasts.lift(payload);
    if (lifted.type().equals(NULL_TYPE)) {
      return null;
    }
    Read read = read(lifted.type());
    if (lifted.version() != read.version()) {
      throw new InvalidInputException(
          "payload of " + lifted.type(),
          lifted.version() > read.version()
              ? "its version "
                  + lifted.version()
                  + " is later than this program's "
                  + read.version()
                  + ": use the program that wrote it, or a later one"
              : "its version is "
                  + lifted.version()
                  + ", this program's is "
                  + read.version()
                  + ": register an Upcaster from version "
                  + lifted.version());
    }
    try {
      return read.reader().readValue(lifted.data().utf8());
    } catch (IOException e) {
      throw Faults.invalid("payload of " + lifted.type(), e);
    } catch (StackOverflowError e) {
      throw new InvalidInputException("payload of " + lifted.type(), TOO_DEEP);
    }
  }

  private Read read(String name) {
    Named named = new Named(name, Thread.currentThread().getContextClassLoader());
    Read known = byName.get(named);
    if (known == null) {
      Shape shape = shape(TypeName.parse(name));
      JavaType type = shape.javaType(stored.get().getTypeFactory());
      List<String> faults = PlainData.faults(stored.get().getTypeFactory(), type);
      if (!faults.isEmpty()) {
        throw new InvalidInputException("payload of " + name, faults);
      }
      known = new Read(shape.version(), stored.get().readerFor(type));
      byName.put(named, known);
    }
    return known;
  }

  private Shape shape(TypeName name) {
    if (name.raw().equals(TypeName.ANY)) {
      return Shape.ANY;
    }
    Class<?> raw = load(name.raw());
    List<Shape> args = name.args().stream().map(this::shape).toList();
    int wanted = raw == Optional.class ? 1 : raw.getTypeParameters().length;
    if (args.size() != wanted) {
      throw new InvalidInputException(
          "type name '" + name + "'", raw.getName() + " takes " + wanted + " type arguments");
    }
    return new Shape(raw, args);
  }

  private Class<?> load(String name) {
    Class<?> alias = aliased.get(name);
    if (alias != null) {
      return alias;
    }
    if (name.endsWith("[]")) {
      return load(name.substring(0, name.length() - 2)).arrayType();
    }
    for (Class<?> primitive :
        List.of(byte.class, int.class, long.class, float.class, double.class)) {
      if (primitive.getName().equals(name)) {
        return primitive;
      }
    }
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    try {
      return Class.forName(
          name, false, context == null ? JacksonCodec.class.getClassLoader() : context);
    } catch (ClassNotFoundException | LinkageError notThere) {
      try {
        return Class.forName(name, false, JacksonCodec.class.getClassLoader());
      } catch (ClassNotFoundException | LinkageError e) {
        throw Faults.invalid(
            "payload of " + name,
            List.of(
                "there is no such class: put it on the class path, or if it was renamed, register an"
                    + " alias or an Upcaster"),
            e);
      }
    }
  }

  @Override
  public Json toJson(Object value) {
    Form form = form(value);
    // Without type names around elements of different classes: the reader asked for bare JSON.
    ObjectWriter writer =
        form.name().indexOf('*') < 0 ? form.writer() : strict.get().writerFor(form.type());
    return write(form.name(), writer, value);
  }

  @Override
  public <T> T fromJson(Json json, Class<T> type) {
    @SuppressWarnings("unchecked") // read as this type
    T value = (T) fromJson(json, (Type) type);
    return value;
  }

  @Override
  public Object fromJson(Json json, Type type) {
    JavaType wanted = strict.get().constructType(type);
    ObjectReader reader = strictReaders.get(wanted);
    if (reader == null) {
      requirePlain(wanted);
      reader = strict.get().readerFor(wanted);
      strictReaders.put(wanted, reader);
    }
    Object value;
    try {
      value = reader.readValue(json.utf8());
    } catch (IOException e) {
      throw Faults.invalid(wanted.getRawClass().getSimpleName(), e);
    } catch (StackOverflowError e) {
      throw new InvalidInputException(wanted.getRawClass().getSimpleName(), TOO_DEEP);
    }
    if (value == null) {
      throw new InvalidInputException(wanted.getRawClass().getSimpleName(), "it is null");
    }
    return value;
  }

  private void requirePlain(JavaType type) {
    List<String> faults = PlainData.faults(stored.get().getTypeFactory(), type);
    if (!faults.isEmpty()) {
      throw new InvalidInputException("type " + type.getRawClass().getName(), faults);
    }
  }

  @Override
  public Json schema(Type type) {
    JavaType wanted = stored.get().constructType(type);
    requirePlain(wanted);
    try {
      return schemas.get().of(type);
    } catch (JsonProcessingException e) {
      throw Faults.invalid("schema of " + type.getTypeName(), e);
    }
  }

  @Override
  public <T> T validate(String what, T value) {
    List<String> violations = constraints.violations(value);
    if (!violations.isEmpty()) {
      throw new InvalidInputException(what, violations);
    }
    return value;
  }

  /**
   * What identifies a payload's content: the same for payloads of the same type whose JSON says the
   * same, whatever the order of keys.
   *
   * @param payload a payload; its version does not count
   * @return SHA-256 of the type's name and the canonical JSON, 64 lower-case hexadecimal digits
   * @throws InvalidInputException if the data is no JSON
   */
  public static String hash(Payload payload) {
    return CanonicalJson.hash(PLAIN.get(), payload);
  }
}

package dev.aios.core.internal.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.ContextualSerializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.type.CollectionType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes a set in an order of its own, unless it is a sorted set: the order of {@code Set.of} and
 * {@code HashSet} may change from one process to the next, and equal sets are to have equal
 * payloads and equal hashes.
 */
final class SetModule extends SimpleModule {
  private static final long serialVersionUID = 1L;

  SetModule() {
    setSerializerModifier(new Modifier());
  }

  private static final class Modifier extends BeanSerializerModifier {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonSerializer<?> modifyCollectionSerializer(
        SerializationConfig config,
        CollectionType type,
        BeanDescription description,
        JsonSerializer<?> serializer) {
      return Set.class.isAssignableFrom(type.getRawClass())
              && !SortedSet.class.isAssignableFrom(type.getRawClass())
          ? new Ordered(serializer)
          : serializer;
    }
  }

  private static final class Ordered extends StdSerializer<Object> implements ContextualSerializer {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // serializers are never serialized
    private final JsonSerializer<Object> plain;

    @SuppressWarnings("unchecked")
    Ordered(JsonSerializer<?> plain) {
      super(Object.class);
      this.plain = (JsonSerializer<Object>) plain;
    }

    @Override
    public JsonSerializer<?> createContextual(SerializerProvider provider, BeanProperty property)
        throws JsonMappingException {
      return new Ordered(provider.handleSecondaryContextualization(plain, property));
    }

    @Override
    public boolean isEmpty(SerializerProvider provider, Object value) {
      return plain.isEmpty(provider, value);
    }

    @Override
    public void serialize(Object value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      plain.serialize(ordered((Set<?>) value, out), out, provider);
    }

    @Override
    public void serializeWithType(
        Object value, JsonGenerator out, SerializerProvider provider, TypeSerializer type)
        throws IOException {
      plain.serializeWithType(ordered((Set<?>) value, out), out, provider, type);
    }

    private static Set<?> ordered(Set<?> set, JsonGenerator out) throws IOException {
      if (set.size() < 2 || set instanceof SortedSet) {
        return set;
      }
      ObjectWriter writer =
          ((ObjectMapper) out.getCodec()).writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
      List<Keyed> keyed = new ArrayList<>();
      for (Object element : set) {
        keyed.add(
            new Keyed(
                element instanceof String text ? text : writer.writeValueAsString(element),
                element == null ? "" : element.getClass().getName(),
                element));
      }
      keyed.sort(Comparator.comparing(Keyed::key).thenComparing(Keyed::type));
      Set<Object> ordered = new LinkedHashSet<>();
      keyed.forEach(each -> ordered.add(each.element()));
      return ordered;
    }

    /** An element with what it is sorted by. */
    private record Keyed(String key, String type, @Nullable Object element) {}
  }
}

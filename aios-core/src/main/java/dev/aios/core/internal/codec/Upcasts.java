package dev.aios.core.internal.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aios.api.AiosException;
import dev.aios.api.ConflictException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.value.Json;
import dev.aios.api.value.Payload;
import dev.aios.api.value.Upcaster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lifts payloads step by step; those of collections element by element. */
final class Upcasts {
  private static final Set<String> CONTAINERS =
      Set.of(
          "java.util.List",
          "java.util.Set",
          "java.util.SortedSet",
          "java.util.Collection",
          "java.util.Optional",
          "java.util.Map",
          "java.util.SortedMap");
  private static final int MAX_LIFTS = 1000;

  private record From(String type, int version) {}

  private final Map<From, Upcaster> upcasters = new HashMap<>();
  private final Lazy<? extends ObjectMapper> mapper;

  Upcasts(List<Upcaster> all, Lazy<? extends ObjectMapper> mapper) {
    this.mapper = mapper;
    for (Upcaster each : all) {
      if (upcasters.put(new From(each.type(), each.from()), each) != null) {
        throw new ConflictException(
            "there are two upcasters of " + each.type() + " from version " + each.from());
      }
    }
  }

  Payload lift(Payload payload) {
    if (upcasters.isEmpty()) {
      return payload;
    }
    Payload lifted = payload;
    for (int i = 0; i < MAX_LIFTS; i++) {
      Upcaster next = upcasters.get(new From(lifted.type(), lifted.version()));
      if (next == null) {
        return lifted.type().indexOf('<') < 0 ? lifted : liftElements(lifted);
      }
      lifted = lift(next, lifted);
    }
    throw new InvalidInputException(
        "payload of " + payload.type(), "its upcasters lift it round in a circle");
  }

  private static Payload lift(Upcaster upcaster, Payload old) {
    Payload lifted;
    try {
      lifted = upcaster.lift(old);
    } catch (AiosException e) {
      throw e;
    } catch (RuntimeException e) {
      InvalidInputException failed =
          new InvalidInputException(describe(old), "its upcaster failed: " + e);
      failed.initCause(e);
      throw failed;
    }
    if (lifted.type().equals(old.type()) && lifted.version() <= old.version()) {
      throw new InvalidInputException(
          describe(old), "its upcaster gave version " + lifted.version() + ", which is no later");
    }
    return lifted;
  }

  private static String describe(Payload payload) {
    return "payload of " + payload.type() + " version " + payload.version();
  }

  private Payload liftElements(Payload container) {
    TypeName name = TypeName.parse(container.type());
    TypeName held = name.args().get(name.args().size() - 1);
    boolean concerned =
        upcasters.keySet().stream().anyMatch(each -> container.type().contains(each.type()));
    if (!concerned || !CONTAINERS.contains(name.raw())) {
      return container;
    }
    try {
      JsonNode data = mapper.get().readTree(container.data().utf8());
      Elements elements = new Elements(held.toString(), container.version());
      JsonNode lifted = elements.liftAll(name.raw(), data);
      List<TypeName> args = new ArrayList<>(name.args());
      args.set(args.size() - 1, TypeName.parse(elements.type));
      return new Payload(
          new TypeName(name.raw(), args).toString(),
          elements.version,
          Json.ofUtf8(mapper.get().writeValueAsBytes(lifted)));
    } catch (IOException e) {
      throw new InvalidInputException(
          describe(container), "its data is no JSON: " + e.getMessage());
    }
  }

  /** Lifts the elements of one collection and sees to it that all come to the same version. */
  private final class Elements {
    private final String from;
    private final int fromVersion;
    private String type;
    private int version;
    private boolean lifted;

    Elements(String from, int fromVersion) {
      this.from = from;
      this.fromVersion = fromVersion;
      // What an empty collection comes to does not matter: it is read as one of anything.
      this.type = TypeName.ANY;
      this.version = 1;
    }

    JsonNode liftAll(String raw, JsonNode data) throws IOException {
      if (raw.equals("java.util.Optional")) {
        return liftOne(data);
      }
      if (data instanceof ArrayNode array) {
        for (int i = 0; i < array.size(); i++) {
          array.set(i, liftOne(array.get(i)));
        }
      } else if (data instanceof ObjectNode object) {
        for (Map.Entry<String, JsonNode> each : object.properties()) {
          each.setValue(liftOne(each.getValue()));
        }
      }
      return data;
    }

    private JsonNode liftOne(@Nullable JsonNode node) throws IOException {
      if (node == null || node.isNull()) {
        return NullNode.getInstance();
      }
      Payload result =
          lift(new Payload(from, fromVersion, Json.ofUtf8(mapper.get().writeValueAsBytes(node))));
      if (lifted && (!result.type().equals(type) || result.version() != version)) {
        throw new InvalidInputException(
            "payload of " + from, "its upcasters make elements of different types");
      }
      lifted = true;
      type = result.type();
      version = result.version();
      return mapper.get().readTree(result.data().utf8());
    }
  }
}

package dev.aios.examples.consultancy.desk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.aios.api.InvalidInputException;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Json;
import java.io.IOException;

/** Changes single fields of a value: {@code due=2026-12-24; client.billing.email=a@b.example}. */
final class Edits {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Codec codec;

  Edits(Codec codec) {
    this.codec = codec;
  }

  /** The value with the fields changed, of the same type and valid; or an error that says why. */
  Object apply(Object value, String edits) {
    try {
      JsonNode tree = MAPPER.readTree(codec.toJson(value).utf8());
      for (String edit : edits.split(";\\s*(?=[A-Za-z0-9.]+\\s*=)", -1)) {
        int equals = edit.indexOf('=');
        if (equals < 1) {
          throw new InvalidInputException("edit", "'" + edit.strip() + "' is not FIELD=VALUE");
        }
        set(
            tree,
            edit.substring(0, equals).strip(),
            edit.substring(equals + 1).strip().replace("\\n", "\n"));
      }
      return codec.fromJson(Json.of(MAPPER.writeValueAsString(tree)), value.getClass());
    } catch (IOException e) {
      throw new InvalidInputException("edit", "'" + edits + "' does not fit: " + e.getMessage());
    }
  }

  private static void set(JsonNode tree, String path, String text) throws JsonProcessingException {
    String pointer = "/" + path.replace('.', '/');
    int last = pointer.lastIndexOf('/');
    JsonNode parent = tree.at(pointer.substring(0, last));
    String field = pointer.substring(last + 1);
    JsonNode old = tree.at(pointer);
    if (old.isMissingNode()) {
      throw new InvalidInputException("edit", "there is no field '" + path + "'");
    }
    JsonNode value = old.isTextual() || old.isNull() ? new TextNode(text) : MAPPER.readTree(text);
    if (parent instanceof ObjectNode object) {
      object.set(field, value);
    } else if (parent instanceof ArrayNode array) {
      array.set(Integer.parseInt(field), value);
    }
  }
}

package dev.aios.documents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.aios.documents.Gathered.Found;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** JSON: the elements of an outermost array, or the whole, as lines of path and value. */
final class Trees {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Trees() {}

  static void json(byte[] bytes, Gathered to) {
    String text = Texts.decode(bytes, StandardCharsets.UTF_8, to);
    if (text.isBlank()) {
      return;
    }
    try {
      JsonNode tree = MAPPER.readTree(text);
      if (tree.isArray()) {
        for (int i = 0; i < tree.size(); i++) {
          add(tree.get(i), to.file() + "/" + i, to);
        }
      } else {
        add(tree, to.file(), to);
      }
    } catch (JsonProcessingException e) {
      to.problem("is not valid JSON (" + e.getOriginalMessage() + "): not read");
    }
  }

  /** One JSON value a line. */
  static void lines(byte[] bytes, Gathered to) {
    int number = 0;
    for (String line : Texts.decode(bytes, StandardCharsets.UTF_8, to).lines().toList()) {
      number++;
      if (!line.isBlank()) {
        try {
          add(MAPPER.readTree(line), to.file() + "/" + number, to);
        } catch (JsonProcessingException e) {
          to.problem(
              "(line " + number + ") is not valid JSON (" + e.getOriginalMessage() + "): left out");
        }
      }
    }
  }

  private static void add(JsonNode node, String id, Gathered to) {
    StringBuilder text = new StringBuilder();
    flatten(node, "", text);
    to.text(new Found(id, to.file(), "", null, Map.of(), null), text.toString());
  }

  /** Jackson allows a depth of 1,000, which this recursion bears. */
  private static void flatten(JsonNode node, String path, StringBuilder text) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              entry ->
                  flatten(
                      entry.getValue(),
                      path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                      text));
    } else if (node.isArray()) {
      node.forEach(element -> flatten(element, path, text));
    } else if (!node.isNull()) {
      text.append(path).append(path.isEmpty() ? "" : ": ").append(node.asText()).append('\n');
    }
  }
}

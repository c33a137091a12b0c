package dev.aios.langchain4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.aios.api.effect.PermanentException;
import dev.aios.api.model.ToolSpec;
import dev.aios.api.value.Json;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON texts in LangChain4j's terms. */
final class Schemas {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final String REF = "#/$defs/";

  private Schemas() {}

  /** A tool; only the outermost object is taken apart, since LangChain4j wants it so. */
  static ToolSpecification tool(ToolSpec tool) {
    JsonNode schema = parse(tool.parameters().toString());
    JsonNode defs = schema.path("$defs");
    String ref = schema.path("$ref").asText();
    JsonNode object = ref.startsWith(REF) ? defs.path(ref.substring(REF.length())) : schema;
    if (!object.path("type").asText().equals("object")) {
      throw new PermanentException(
          "tool " + tool.name() + ": its parameters are no object: " + tool.parameters(), null);
    }
    List<String> required = new ArrayList<>();
    object.path("required").forEach(each -> required.add(each.asText()));
    JsonObjectSchema.Builder parameters =
        JsonObjectSchema.builder()
            .addProperties(elements(object.path("properties")))
            .required(required)
            .additionalProperties(false);
    if (!defs.isEmpty()) {
      parameters.definitions(elements(defs));
    }
    return ToolSpecification.builder()
        .name(tool.name())
        .description(tool.description())
        .parameters(parameters.build())
        .build();
  }

  private static Map<String, JsonSchemaElement> elements(JsonNode object) {
    Map<String, JsonSchemaElement> elements = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : object.properties()) {
      elements.put(each.getKey(), JsonRawSchema.from(each.getValue().toString()));
    }
    return elements;
  }

  private static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new PermanentException("a tool's parameters are no JSON: " + e.getMessage(), e);
    }
  }

  /**
   * A tool call's arguments as JSON, whatever the model wrote: what is no JSON becomes a JSON
   * string, so that it can be recorded, and told to the model as wrong.
   */
  static Json arguments(String text) {
    if (text.isBlank()) {
      return Json.of("{}");
    }
    try {
      if (!MAPPER.readTree(text).isMissingNode()) {
        return Json.of(text);
      }
    } catch (JsonProcessingException e) {
      // below
    }
    return Json.of(quote(text));
  }

  private static String quote(String text) {
    try {
      return MAPPER.writeValueAsString(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a string that cannot be written", e);
    }
  }

  /** A tool call's arguments as they go back to the provider, which takes only an object. */
  static String object(Json arguments) {
    JsonNode node = parse(arguments.toString());
    return node.isObject() ? arguments.toString() : "{\"invalid\":" + node + "}";
  }
}

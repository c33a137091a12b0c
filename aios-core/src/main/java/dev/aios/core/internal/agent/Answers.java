package dev.aios.core.internal.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aios.api.InvalidInputException;
import dev.aios.api.model.ChatAnswer;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Json;
import java.io.IOException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a model's text becomes a typed answer. A record is asked for as it is, other types within an
 * object with the one property {@code answer}, since providers want an object; a string is the text
 * itself. Thread-safe.
 *
 * @param <I> the input
 * @param <O> the answer
 */
public final class Answers<I, O> {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();
  private static final String WRAP = "answer";
  private static final Pattern FENCED =
      Pattern.compile("\\A\\s*```(?:json)?[ \\t]*\\R(.*?)\\R?```\\s*\\z", Pattern.DOTALL);

  private final Class<O> type;
  private final BiFunction<I, O, List<String>> check;

  /**
   * Answers of one type.
   *
   * @param type the answer's class
   * @param check what else must hold; gives violations, empty if all is well
   */
  public Answers(Class<O> type, BiFunction<I, O, List<String>> check) {
    this.type = type;
    this.check = check;
  }

  /**
   * What came of reading.
   *
   * @param <O> the answer
   * @param value the answer, or null if it does not fit
   * @param violations why it does not fit; empty if it does
   */
  public record Read<O>(@Nullable O value, List<String> violations) {}

  /**
   * The schema to ask for.
   *
   * @param codec of the runtime
   * @return the JSON Schema of an object, or null for free text
   */
  public @Nullable Json schema(Codec codec) {
    if (type == String.class) {
      return null;
    }
    Json schema = codec.schema(type);
    if (type.isRecord()) {
      return schema;
    }
    try {
      ObjectNode inner = (ObjectNode) MAPPER.readTree(schema.utf8());
      JsonNode defs = inner.remove("$defs");
      ObjectNode outer = MAPPER.createObjectNode().put("type", "object");
      outer.putObject("properties").set(WRAP, inner);
      outer.putArray("required").add(WRAP);
      outer.put("additionalProperties", false);
      if (defs != null) {
        outer.set("$defs", defs);
      }
      return Json.of(MAPPER.writeValueAsString(outer));
    } catch (IOException e) {
      throw new IllegalStateException("a schema that is no JSON: " + schema, e);
    }
  }

  /**
   * Reads an answer.
   *
   * @param codec of the runtime
   * @param input what was asked about
   * @param answer what the model said
   * @return the value, or what is wrong with it
   */
  public Read<O> read(Codec codec, I input, ChatAnswer answer) {
    if (answer.finish() == ChatAnswer.Finish.FILTERED) {
      return invalid("the provider's filter stopped it");
    }
    if (answer.finish() == ChatAnswer.Finish.LENGTH) {
      return invalid(
          "it was cut off after " + answer.usage().output().count() + " tokens: be briefer");
    }
    try {
      O value = parse(codec, answer.text());
      codec.validate("answer", value);
      List<String> violations = check.apply(input, value);
      return violations.isEmpty()
          ? new Read<>(value, List.of())
          : new Read<>(null, List.copyOf(violations));
    } catch (InvalidInputException e) {
      return new Read<>(null, e.violations());
    }
  }

  private static <O> Read<O> invalid(String violation) {
    return new Read<>(null, List.of(violation));
  }

  private O parse(Codec codec, String text) {
    if (type == String.class) {
      if (text.isBlank()) {
        throw new InvalidInputException("answer", "it is empty");
      }
      return type.cast(text.strip());
    }
    // Models without a JSON mode put it into a code block; anything around that is refused.
    Matcher fenced = FENCED.matcher(text);
    Json json = Json.of(fenced.matches() ? fenced.group(1) : text);
    return codec.fromJson(type.isRecord() ? json : unwrap(json), type);
  }

  private static Json unwrap(Json json) {
    try {
      JsonNode node = MAPPER.readTree(json.utf8());
      if (!node.isObject() || node.size() != 1 || !node.has(WRAP)) {
        throw new InvalidInputException(
            "answer", "it must be an object with the one property '" + WRAP + "'");
      }
      return Json.of(MAPPER.writeValueAsString(node.get(WRAP)));
    } catch (JsonProcessingException e) {
      throw new InvalidInputException("answer", "it is no JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What the model is told of an answer that does not fit.
   *
   * @param violations what is wrong
   * @return the text
   */
  public static String complaint(List<String> violations) {
    StringBuilder text = new StringBuilder("That answer does not fit:\n");
    violations.forEach(each -> text.append("- ").append(each).append('\n'));
    return text.append("Give the whole answer again, put right, and nothing else.").toString();
  }
}

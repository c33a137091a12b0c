package dev.aios.core.internal.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.aios.api.InvalidInputException;
import dev.aios.api.value.Json;
import dev.aios.api.value.Payload;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * One text for all JSON texts that say the same: no white space, object keys sorted by UTF-16 code
 * unit as in RFC 8785, numbers without trailing zeros. Unlike RFC 8785, numbers keep every digit,
 * because amounts must not be rounded to doubles.
 */
final class CanonicalJson {
  private CanonicalJson() {}

  static String hash(ObjectMapper mapper, Payload payload) {
    String canonical;
    try {
      canonical = of(mapper, payload.data());
    } catch (IOException e) {
      throw Faults.invalid("payload of " + payload.type(), e);
    } catch (StackOverflowError e) {
      throw new InvalidInputException("payload of " + payload.type(), JacksonCodec.TOO_DEEP);
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      // A line break stands in no type name, so that no two pairs give the same bytes.
      digest.update((payload.type() + "\n").getBytes(StandardCharsets.UTF_8));
      digest.update(canonical.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static String of(ObjectMapper mapper, Json json) throws IOException {
    StringBuilder out = new StringBuilder();
    write(mapper, mapper.readTree(json.utf8()), out);
    return out.toString();
  }

  private static void write(ObjectMapper mapper, JsonNode node, StringBuilder out)
      throws IOException {
    if (node.isObject()) {
      Map<String, JsonNode> sorted = new TreeMap<>();
      node.properties().forEach(each -> sorted.put(each.getKey(), each.getValue()));
      String separator = "{";
      for (Map.Entry<String, JsonNode> each : sorted.entrySet()) {
        out.append(separator).append(mapper.writeValueAsString(each.getKey())).append(':');
        write(mapper, each.getValue(), out);
        separator = ",";
      }
      out.append(sorted.isEmpty() ? "{}" : "}");
    } else if (node.isArray()) {
      String separator = "[";
      for (JsonNode each : node) {
        out.append(separator);
        write(mapper, each, out);
        separator = ",";
      }
      out.append(node.isEmpty() ? "[]" : "]");
    } else if (node.isNumber()) {
      BigDecimal number = node.decimalValue();
      out.append(number.signum() == 0 ? "0" : number.stripTrailingZeros().toString());
    } else if (node.isMissingNode()) {
      throw new IOException("an empty text is no JSON");
    } else {
      out.append(mapper.writeValueAsString(node));
    }
  }
}

package dev.aios.core.internal.engine;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.aios.api.value.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * JSON by hand, for the two texts that every checkpoint writes: setting up a generator costs more
 * than the text itself.
 */
final class JsonText {
  private byte[] bytes;
  private int length;

  JsonText(int expected) {
    bytes = new byte[expected];
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  /** ASCII text as it is. */
  JsonText raw(String ascii) {
    int n = ascii.length();
    room(n);
    for (int i = 0; i < n; i++) {
      bytes[length + i] = (byte) ascii.charAt(i);
    }
    length += n;
    return this;
  }

  JsonText bytes(byte[] json) {
    room(json.length);
    System.arraycopy(json, 0, bytes, length, json.length);
    length += json.length;
    return this;
  }

  /** A string with its quotes. */
  JsonText string(String text) {
    int n = text.length();
    room(n + 2);
    bytes[length] = '"';
    for (int i = 0; i < n; i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c > 0x7e || c == '"' || c == '\\') {
        return escaped(text);
      }
      bytes[length + 1 + i] = (byte) c;
    }
    bytes[length + 1 + n] = '"';
    length += n + 2;
    return this;
  }

  private JsonText escaped(String text) {
    byte[] quoted = JsonStringEncoder.getInstance().quoteAsUTF8(text);
    return raw("\"").bytes(quoted).raw("\"");
  }

  JsonText number(long value) {
    return bytes(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
  }

  Json json() {
    return Json.ofUtf8(Arrays.copyOf(bytes, length));
  }
}

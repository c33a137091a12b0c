package dev.aios.core.internal.engine;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.aios.api.value.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * JSON by hand, for the texts that every run writes: setting up a generator costs more than the
 * text itself.
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

  /** JSON text as it is. */
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
    // half a surrogate pair, which an error's message may hold, cannot be written
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    String whole = new String(utf8, StandardCharsets.UTF_8);
    return raw("\"").bytes(JsonStringEncoder.getInstance().quoteAsUTF8(whole)).raw("\"");
  }

  JsonText number(long value) {
    if (value < 0) {
      // rare, and the least long has no positive
      return bytes(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
    }
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    room(digits);
    long rest = value;
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    return this;
  }

  /** How many bytes there are. */
  int length() {
    return length;
  }

  Json json() {
    return Json.ofUtf8(Arrays.copyOf(bytes, length));
  }
}

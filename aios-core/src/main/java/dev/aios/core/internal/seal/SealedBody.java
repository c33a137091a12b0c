package dev.aios.core.internal.seal;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.aios.api.value.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * A sealed body: {@code {"sealed":"…","key":"…"}}, and behind the key what stays in clear. AES-256
 * in GCM (NIST SP 800-38D) of the JDK; what is sealed is authenticated with the place that it is
 * for, so that it fits no other. Memory seals its records in the same form, which is written down
 * in docs/journal-format.md.
 */
public final class SealedBody {
  private static final byte[] PREFIX = ascii("{\"sealed\":\"");
  private static final byte[] BETWEEN = ascii("\",\"key\":\"");
  private static final int TAG_BITS = 128;
  private static final int IV_BYTES = 12;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private SealedBody() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Whether a body is sealed. Cheap.
   *
   * @param body any body
   * @return true if it can only be read once it is opened
   */
  public static boolean is(Json body) {
    return begins(body.utf8(), 0, PREFIX);
  }

  private static boolean begins(byte[] bytes, int from, byte[] with) {
    return bytes.length - from >= with.length
        && Arrays.equals(bytes, from, from + with.length, with, 0, with.length);
  }

  /** Where a body has its parts. */
  private record Parts(String key, int cipherEnd, int clear) {}

  /** Null if it only begins like a sealed body. */
  private static @Nullable Parts parts(byte[] bytes) {
    int end = PREFIX.length;
    while (end < bytes.length && bytes[end] != '"') {
      end++;
    }
    if (!begins(bytes, end, BETWEEN)) {
      return null;
    }
    int from = end + BETWEEN.length;
    int to = from;
    while (to < bytes.length && bytes[to] != '"') {
      to += bytes[to] == '\\' ? 2 : 1;
    }
    if (to >= bytes.length - 1) {
      return null;
    }
    try {
      String key = MAPPER.readValue(bytes, from - 1, to - from + 2, String.class);
      return new Parts(key, end, to + 1);
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * Under which key a body is sealed.
   *
   * @param body a body that {@linkplain #is is} sealed
   * @return the key's id, or null if it only looks like one
   */
  static @Nullable String keyOf(Json body) {
    Parts parts = parts(body.utf8());
    return parts == null ? null : parts.key();
  }

  /**
   * Seals a body as far as its label says.
   *
   * @param secret the key
   * @param kind the record's kind, or the row's table
   * @param place the record's stream, or the row's key
   * @param body a body with a label
   * @return what is to be kept
   */
  static Json seal(SecretKey secret, String kind, String place, Json body) {
    try {
      byte[] plain = body.utf8();
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, secret);
      cipher.updateAAD(place(kind, place));
      byte[] iv = cipher.getIV();
      byte[] sealed = new byte[iv.length + cipher.getOutputSize(body.sealedBytes())];
      System.arraycopy(iv, 0, sealed, 0, iv.length);
      cipher.doFinal(plain, 0, body.sealedBytes(), sealed, iv.length);
      byte[] text = Base64.getEncoder().encode(sealed);
      byte[] key = JsonStringEncoder.getInstance().quoteAsUTF8(String.valueOf(body.seal()));
      int clear = plain.length - body.sealedBytes();
      byte[] all =
          new byte
              [PREFIX.length + text.length + BETWEEN.length + key.length + 1 + Math.max(1, clear)];
      int at = put(all, 0, PREFIX, 0, PREFIX.length);
      at = put(all, at, text, 0, text.length);
      at = put(all, at, BETWEEN, 0, BETWEEN.length);
      at = put(all, at, key, 0, key.length);
      all[at++] = '"';
      if (clear == 0) {
        all[at] = '}';
      } else {
        put(all, at, plain, body.sealedBytes(), clear);
      }
      return Json.ofUtf8(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a body could not be sealed under " + body.seal(), e);
    }
  }

  private static int put(byte[] into, int at, byte[] what, int from, int length) {
    System.arraycopy(what, from, into, at, length);
    return at + length;
  }

  /**
   * Opens a body.
   *
   * @param secret its key
   * @param kind the record's kind, or the row's table
   * @param place the record's stream, or the row's key
   * @param body a sealed body
   * @return as it was before it was sealed, with its label
   * @throws GeneralSecurityException if key, place and body do not fit each other
   */
  static Json open(SecretKey secret, String kind, String place, Json body)
      throws GeneralSecurityException {
    byte[] bytes = body.utf8();
    Parts parts = parts(bytes);
    if (parts == null) {
      return body;
    }
    byte[] sealed;
    try {
      sealed =
          Base64.getDecoder().decode(Arrays.copyOfRange(bytes, PREFIX.length, parts.cipherEnd()));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("it is no Base64", e);
    }
    if (sealed.length <= IV_BYTES) {
      throw new GeneralSecurityException("it is too short");
    }
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(Cipher.DECRYPT_MODE, secret, new GCMParameterSpec(TAG_BITS, sealed, 0, IV_BYTES));
    cipher.updateAAD(place(kind, place));
    byte[] plain = cipher.doFinal(sealed, IV_BYTES, sealed.length - IV_BYTES);
    int clear = bytes.length - parts.clear();
    if (bytes[parts.clear()] == '}') {
      return Json.ofUtf8(plain).sealedUnder(parts.key());
    }
    byte[] whole = Arrays.copyOf(plain, plain.length + clear);
    put(whole, plain.length, bytes, parts.clear(), clear);
    return Json.ofUtf8(whole).sealedUnder(parts.key(), plain.length);
  }

  private static byte[] place(String kind, String place) {
    return (kind + '\0' + place).getBytes(StandardCharsets.UTF_8);
  }
}

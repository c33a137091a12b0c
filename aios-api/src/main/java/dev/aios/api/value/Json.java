package dev.aios.api.value;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A piece of JSON text, kept as UTF-8 bytes. Immutable by convention: neither the giver nor the
 * taker of the bytes changes them, so that no copy is made on the way to the disk.
 */
public final class Json {
  /** The JSON literal {@code null}. */
  public static final Json NULL = of("null");

  private final byte[] utf8;

  private Json(byte[] utf8) {
    this.utf8 = utf8;
  }

  /**
   * From text.
   *
   * @param text well-formed JSON; it is not parsed here
   * @return the value
   */
  public static Json of(String text) {
    return new Json(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * From bytes, without copying.
   *
   * @param utf8 well-formed JSON in UTF-8; the caller must not change them any more
   * @return the value
   */
  public static Json ofUtf8(byte[] utf8) {
    return new Json(utf8);
  }

  /**
   * The bytes, without copying.
   *
   * @return UTF-8; the caller must not change them
   */
  public byte[] utf8() {
    return utf8;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Json json && Arrays.equals(utf8, json.utf8);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(utf8);
  }

  /** The text. */
  @Override
  public String toString() {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}

package dev.aios.api.value;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A piece of JSON text, kept as UTF-8 bytes. Immutable by convention: neither the giver nor the
 * taker of the bytes changes them, so that no copy is made on the way to the disk.
 */
public final class Json {
  /** The JSON literal {@code null}. */
  public static final Json NULL = of("null");

  private final byte[] utf8;
  private final @Nullable String sealedUnder;
  private final int sealedTo;

  private Json(byte[] utf8, @Nullable String sealedUnder, int sealedTo) {
    this.utf8 = utf8;
    this.sealedUnder = sealedUnder;
    this.sealedTo = sealedTo;
  }

  /**
   * From text.
   *
   * @param text well-formed JSON; it is not parsed here
   * @return the value
   */
  public static Json of(String text) {
    return new Json(text.getBytes(StandardCharsets.UTF_8), null, 0);
  }

  /**
   * From bytes, without copying.
   *
   * @param utf8 well-formed JSON in UTF-8; the caller must not change them any more
   * @return the value
   */
  public static Json ofUtf8(byte[] utf8) {
    return new Json(utf8, null, 0);
  }

  /**
   * The bytes, without copying.
   *
   * @return UTF-8; the caller must not change them
   */
  public byte[] utf8() {
    return utf8;
  }

  /**
   * The same text with the label that it is to be kept sealed, which it carries into rows and
   * records: the runtime's journal encrypts it on the way down, and gives it back with its label. A
   * journal that is opened by itself keeps it as it is.
   *
   * @param key the id of the key, or null for none
   * @return a copy with the label
   */
  public Json sealedUnder(@Nullable String key) {
    return key == null ? this : new Json(utf8, key, utf8.length);
  }

  /**
   * The same for an object of which some members stay in clear.
   *
   * @param key the id of the key, or null for none
   * @param bytes how many of the bytes are to be sealed: the object's brace and its first members,
   *     without the comma behind them; one member at least is behind them
   * @return a copy with the label
   */
  public Json sealedUnder(@Nullable String key, int bytes) {
    return key == null ? this : new Json(utf8, key, bytes);
  }

  /**
   * The label.
   *
   * @return the id of the key under which it is, or is to be, kept sealed; null if it is not
   */
  public @Nullable String seal() {
    return sealedUnder;
  }

  /**
   * How much of it is kept sealed.
   *
   * @return the number of bytes from its beginning; 0 if it has no label
   */
  public int sealedBytes() {
    return sealedTo;
  }

  /** Whether the text is the same; a label does not count. */
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

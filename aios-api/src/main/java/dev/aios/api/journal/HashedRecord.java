package dev.aios.api.journal;

import dev.aios.api.InvalidInputException;
import dev.aios.api.value.Json;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/**
 * A record as its hash covers it: all that goes into the hash, and nothing else. The bytes are
 * written down in docs/journal-format.md.
 *
 * @param previous the hash of the record before it in its chain, in hexadecimal; 64 zeros for the
 *     first
 * @param place its place in its chain, from 1; the position, if there is one chain
 * @param time when it was appended, to the microsecond
 * @param kind what happened
 * @param stream what it happened to
 * @param body the particulars
 */
public record HashedRecord(
    String previous, long place, Instant time, String kind, String stream, Json body) {
  private static final int HASH_BYTES = 32;

  /**
   * The bytes.
   *
   * @return what the hash is the SHA-256 of
   */
  public byte[] bytes() {
    byte[] kindBytes = kind.getBytes(StandardCharsets.UTF_8);
    byte[] streamBytes = stream.getBytes(StandardCharsets.UTF_8);
    byte[] bodyBytes = body.utf8();
    ByteBuffer bytes =
        ByteBuffer.allocate(
            HASH_BYTES
                + 2 * Long.BYTES
                + 3 * Integer.BYTES
                + kindBytes.length
                + streamBytes.length
                + bodyBytes.length);
    bytes
        .put(HexFormat.of().parseHex(previous))
        .putLong(place)
        .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, time));
    for (byte[] part : new byte[][] {kindBytes, streamBytes, bodyBytes}) {
      bytes.putInt(part.length).put(part);
    }
    return bytes.array();
  }

  /**
   * The record's hash.
   *
   * @return 64 lower-case hexadecimal digits
   */
  public String hash() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256, this one has not", e);
    }
  }

  /**
   * From its bytes.
   *
   * @param bytes what {@link #bytes} gave
   * @return the record
   * @throws InvalidInputException if they are no such bytes
   */
  public static HashedRecord ofBytes(byte[] bytes) {
    try {
      ByteBuffer from = ByteBuffer.wrap(bytes);
      byte[] previous = new byte[HASH_BYTES];
      from.get(previous);
      HashedRecord record =
          new HashedRecord(
              HexFormat.of().formatHex(previous),
              from.getLong(),
              Instant.EPOCH.plus(from.getLong(), ChronoUnit.MICROS),
              new String(part(from), StandardCharsets.UTF_8),
              new String(part(from), StandardCharsets.UTF_8),
              Json.ofUtf8(part(from)));
      if (java.util.Arrays.equals(record.bytes(), bytes)) {
        return record;
      }
    } catch (BufferUnderflowException | DateTimeException | ArithmeticException e) {
      // told below
    }
    throw new InvalidInputException("record", "its bytes are not those that a hash is made of");
  }

  private static byte[] part(ByteBuffer from) {
    int length = from.getInt();
    if (length < 0 || length > from.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] part = new byte[length];
    from.get(part);
    return part;
  }
}

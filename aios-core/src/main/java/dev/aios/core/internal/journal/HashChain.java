package dev.aios.core.internal.journal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Computes the hashes that chain the records. The bytes are written down in docs/journal-format.md;
 * whoever changes them here changes the format. Not thread-safe.
 */
public final class HashChain {
  /** The bytes in a hash. */
  public static final int LENGTH = 32;

  private static final int FIXED = LENGTH + 2 * Long.BYTES + 3 * Integer.BYTES;

  private final MessageDigest sha256;
  private byte[] message = new byte[1024];

  /** A fresh one, with its own digest. */
  public HashChain() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256, this one has not", e);
    }
  }

  /**
   * What stands before the first record.
   *
   * @return 32 zero bytes
   */
  public static byte[] start() {
    return new byte[LENGTH];
  }

  /**
   * A hash as records show it.
   *
   * @param hash the bytes
   * @return lower-case hexadecimal
   */
  public static String hex(byte[] hash) {
    return HexFormat.of().formatHex(hash);
  }

  /**
   * The time as it is stored and hashed.
   *
   * @param time an instant
   * @return microseconds since 1970-01-01T00:00:00Z, rounded down
   */
  public static long micros(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
  }

  /**
   * The time of a record.
   *
   * @param micros what {@link #micros} made
   * @return the instant
   */
  public static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
  }

  /**
   * The hash of a record.
   *
   * @param previous the hash of the record before it, or {@link #start()}
   * @param position its position
   * @param micros its time
   * @param kind its kind in UTF-8
   * @param stream its stream in UTF-8
   * @param body its body in UTF-8
   * @return the hash, 32 bytes
   */
  public byte[] next(
      byte[] previous, long position, long micros, byte[] kind, byte[] stream, byte[] body) {
    int length = FIXED + kind.length + stream.length;
    if (message.length < length) {
      message = new byte[length * 2];
    }
    System.arraycopy(previous, 0, message, 0, LENGTH);
    int at = putLong(LENGTH, position);
    at = putLong(at, micros);
    at = putBytes(at, kind);
    at = putBytes(at, stream);
    at = putInt(at, body.length);
    if (message.length - at >= body.length) {
      System.arraycopy(body, 0, message, at, body.length);
      sha256.update(message, 0, at + body.length);
    } else {
      sha256.update(message, 0, at);
      sha256.update(body);
    }
    return sha256.digest();
  }

  private int putBytes(int at, byte[] bytes) {
    int start = putInt(at, bytes.length);
    System.arraycopy(bytes, 0, message, start, bytes.length);
    return start + bytes.length;
  }

  private int putLong(int at, long value) {
    return putInt(putInt(at, (int) (value >>> 32)), (int) value);
  }

  private int putInt(int at, int value) {
    message[at] = (byte) (value >>> 24);
    message[at + 1] = (byte) (value >>> 16);
    message[at + 2] = (byte) (value >>> 8);
    message[at + 3] = (byte) value;
    return at + Integer.BYTES;
  }
}

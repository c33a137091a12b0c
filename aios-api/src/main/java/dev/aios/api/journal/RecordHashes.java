package dev.aios.api.journal;

import java.util.Arrays;
import java.util.HexFormat;

/** Positions and hashes of records one after the other, without the records. Immutable. */
public final class RecordHashes {
  /** The bytes in a hash. */
  public static final int HASH_BYTES = 32;

  private final long[] positions;
  private final byte[] hashes;

  private RecordHashes(long[] positions, byte[] hashes) {
    this.positions = positions;
    this.hashes = hashes;
  }

  /**
   * How many.
   *
   * @return 0 or more
   */
  public int size() {
    return positions.length;
  }

  /**
   * Where one stands.
   *
   * @param i which, from 0
   * @return its position
   */
  public long position(int i) {
    return positions[i];
  }

  /**
   * The hash of one.
   *
   * @param i which, from 0
   * @return 32 bytes, the caller's own
   */
  public byte[] hash(int i) {
    return Arrays.copyOfRange(hashes, i * HASH_BYTES, (i + 1) * HASH_BYTES);
  }

  /**
   * The first of them.
   *
   * @param count how many, at most all
   * @return that many
   */
  public RecordHashes first(int count) {
    return count >= positions.length
        ? this
        : new RecordHashes(
            Arrays.copyOf(positions, count), Arrays.copyOf(hashes, count * HASH_BYTES));
  }

  /**
   * A builder.
   *
   * @return an empty one
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects them in order. Not thread-safe. */
  public static final class Builder {
    private long[] positions = new long[256];
    private byte[] hashes = new byte[256 * HASH_BYTES];
    private int count;

    private Builder() {}

    /**
     * Adds the next.
     *
     * @param position its position
     * @param hash its hash, 32 bytes
     * @return this
     */
    public Builder add(long position, byte[] hash) {
      if (count == positions.length) {
        positions = Arrays.copyOf(positions, 2 * count);
        hashes = Arrays.copyOf(hashes, 2 * count * HASH_BYTES);
      }
      positions[count] = position;
      System.arraycopy(hash, 0, hashes, count * HASH_BYTES, HASH_BYTES);
      count++;
      return this;
    }

    /**
     * Adds the next.
     *
     * @param position its position
     * @param hash its hash in hexadecimal
     * @return this
     */
    public Builder add(long position, String hash) {
      return add(position, HexFormat.of().parseHex(hash));
    }

    /**
     * What was collected.
     *
     * @return all of them
     */
    public RecordHashes build() {
      return new RecordHashes(
          Arrays.copyOf(positions, count), Arrays.copyOf(hashes, count * HASH_BYTES));
    }
  }
}

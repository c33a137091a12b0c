package dev.aios.api.journal;

import dev.aios.api.StorageException;
import java.util.Arrays;
import java.util.HexFormat;

/** Positions and hashes of records one after the other, without the records. Immutable. */
public final class RecordHashes {
  /** The bytes in a hash. */
  public static final int HASH_BYTES = 32;

  private static final int MOST_AT_FIRST = 10_000;

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
   * Those up to a position.
   *
   * @param last the last position wanted
   * @return the first of them, up to there
   */
  public RecordHashes upTo(long last) {
    int found = Arrays.binarySearch(positions, last);
    int count = found < 0 ? -found - 1 : found + 1;
    return count == positions.length
        ? this
        : new RecordHashes(
            Arrays.copyOf(positions, count), Arrays.copyOf(hashes, count * HASH_BYTES));
  }

  /**
   * A builder.
   *
   * @param expected how many there may be; more find room as well
   * @return an empty one
   */
  public static Builder builder(int expected) {
    return new Builder(Math.max(1, Math.min(expected, MOST_AT_FIRST)));
  }

  /** Collects them in order. Not thread-safe. */
  public static final class Builder {
    private long[] positions;
    private byte[] hashes;
    private int count;

    private Builder(int expected) {
      positions = new long[expected];
      hashes = new byte[expected * HASH_BYTES];
    }

    /**
     * Adds the next.
     *
     * @param position its position
     * @param hash its hash, 32 bytes
     * @return this
     * @throws StorageException if it has another length: it was changed in the store
     */
    public Builder add(long position, byte[] hash) {
      if (hash.length != HASH_BYTES) {
        throw new StorageException(
            "The hash of record "
                + position
                + " has "
                + hash.length
                + " bytes and not 32: the journal was changed behind its back. Verify it");
      }
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

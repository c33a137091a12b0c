package dev.aios.core.internal.journal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How far a chain was checked: its last record that fitted. The next one has to follow from it. Not
 * thread-safe.
 */
public final class ChainEnd {
  private final HashChain hashes;
  private byte[] hash = HashChain.start();
  private long index;
  private long archived;
  private long time = Long.MIN_VALUE;

  /**
   * The end of a chain that has no record yet.
   *
   * @param hashes computes them; several chains that are checked in turn may share it
   */
  public ChainEnd(HashChain hashes) {
    this.hashes = hashes;
  }

  /**
   * Checks the record after the last one, and goes on to it if it fits. That it is the next by its
   * index is for the caller to see to.
   *
   * @param at its position, for the message
   * @param micros its time in microseconds
   * @param kind its kind in UTF-8
   * @param stream its stream in UTF-8, or null if the store does not know the stream any more
   * @param body its body in UTF-8
   * @param stored the hash that is stored with it
   * @return what is wrong with it, or null if it fits
   */
  public @Nullable String next(
      long at, long micros, byte[] kind, byte @Nullable [] stream, byte[] body, byte[] stored) {
    if (stream == null) {
      return "record " + at + " names a stream that is not in the store";
    }
    if (micros < time) {
      return "record " + at + " is dated before the record ahead of it in its chain";
    }
    byte[] computed = hashes.next(hash, index + 1, micros, kind, stream, body);
    if (!Arrays.equals(computed, stored)) {
      return "record "
          + at
          + " does not match its hash: it, or the order of the records, was changed after it was"
          + " written";
    }
    index++;
    time = micros;
    hash = computed;
    return null;
  }

  /**
   * Goes past records that are in archives.
   *
   * @param gap begins at the next index or before it, and ends there or behind it
   */
  public void skip(Gap gap) {
    archived += gap.last() - index;
    index = gap.last();
    time = gap.micros();
    hash = gap.hash();
  }

  /**
   * How many records were skipped.
   *
   * @return 0 if there is none
   */
  public long archived() {
    return archived;
  }

  /**
   * How many records were checked or skipped.
   *
   * @return the index of the last one, 0 if there is none
   */
  public long index() {
    return index;
  }

  /**
   * The hash of the last record that fitted.
   *
   * @return 32 bytes, not to be changed
   */
  public byte[] hash() {
    return hash;
  }
}

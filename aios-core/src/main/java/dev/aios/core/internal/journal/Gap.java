package dev.aios.core.internal.journal;

/** Records of one chain that follow each other and are in archives. Immutable. */
public final class Gap {
  private final long first;
  private final long last;
  private final long micros;
  private final byte[] hash;

  /**
   * A gap.
   *
   * @param first the index of the first record
   * @param last the index of the last
   * @param micros the time of the last
   * @param hash the hash of the last, not to be changed
   */
  public Gap(long first, long last, long micros, byte[] hash) {
    this.first = first;
    this.last = last;
    this.micros = micros;
    this.hash = hash;
  }

  long first() {
    return first;
  }

  long last() {
    return last;
  }

  long micros() {
    return micros;
  }

  byte[] hash() {
    return hash;
  }
}

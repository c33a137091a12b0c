package dev.aios.testkit.world;

import java.util.SplittableRandom;

/**
 * Ids in the form of ULIDs: 48 bits of virtual time, 32 bits that count, 48 bits drawn from the
 * seed. Sorted by order of creation, the same for the same seed. Thread-safe.
 */
final class VirtualIds {
  private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
  private static final long TIME_MASK = (1L << 48) - 1;

  private final SplittableRandom random;
  private long lastMillis;
  private long count;

  VirtualIds(long seed) {
    random = new SplittableRandom(seed);
  }

  synchronized String next(long millis) {
    lastMillis = Math.max(lastMillis, millis);
    count++;
    char[] id = new char[26];
    write(id, 0, 10, lastMillis & TIME_MASK);
    // 80 bits as two halves of 40: the count and 8 drawn bits, then 40 drawn bits
    write(id, 10, 8, ((count & 0xFFFF_FFFFL) << 8) | (random.nextLong() & 0xFF));
    write(id, 18, 8, random.nextLong() & ((1L << 40) - 1));
    return new String(id);
  }

  private static void write(char[] id, int from, int length, long value) {
    long rest = value;
    for (int i = from + length - 1; i >= from; i--) {
      id[i] = DIGITS[(int) (rest & 31)];
      rest >>>= 5;
    }
  }
}

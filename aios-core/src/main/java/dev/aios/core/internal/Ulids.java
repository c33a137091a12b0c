package dev.aios.core.internal;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.SplittableRandom;

/**
 * Makes ULIDs: 48 bits of time in milliseconds, then 80 bits of randomness, in Crockford's base 32
 * (https://github.com/ulid/spec). Within this process each is greater than the one before, even if
 * the clock stands still or goes back. Thread-safe.
 */
final class Ulids {
  private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();

  private final InstantSource clock;
  private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
  private long millis = -1;

  /** The upper 40 of the random bits. */
  private long high;

  /** The lower 40. */
  private long low;

  Ulids(InstantSource clock) {
    this.clock = clock;
  }

  String next() {
    long time;
    long upper;
    long lower;
    synchronized (this) {
      long now = clock.millis();
      if (now > millis) {
        millis = now;
        // The topmost bit stays free, so that counting up within a millisecond has room.
        high = random.nextLong() & 0x7fffffffffL;
        low = random.nextLong() & 0xffffffffffL;
      } else if (++low > 0xffffffffffL) {
        low = 0;
        high++;
      }
      time = millis;
      upper = high;
      lower = low;
    }
    char[] text = new char[26];
    digits(text, 0, 10, time);
    digits(text, 10, 8, upper);
    digits(text, 18, 8, lower);
    return new String(text);
  }

  private static void digits(char[] text, int from, int count, long bits) {
    long rest = bits;
    for (int i = from + count - 1; i >= from; i--) {
      text[i] = DIGITS[(int) (rest & 31)];
      rest >>>= 5;
    }
  }
}

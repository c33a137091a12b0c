package dev.aios.api.value;

import dev.aios.api.InvalidInputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How often and when to try again: capped exponential backoff with full jitter. The attempt count
 * and the time of the next attempt are durable; no thread waits.
 *
 * <p>The wait before attempt n (n from 2) is drawn evenly from zero to {@code min(cap, base ×
 * 2^(n-2))}. Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 *
 * @param attempts the most attempts in all, 1 to 1000; 1 means never again
 * @param base the first wait's upper bound, zero or more
 * @param cap the upper bound of every wait, at least the base
 */
public record Retry(int attempts, Duration base, Duration cap) {
  /** Nobody waits longer, and twice as long has milliseconds that can be counted. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  /** One attempt only. */
  public static final Retry NEVER = new Retry(1, Duration.ZERO, Duration.ZERO);

  /** Checks the ranges. */
  public Retry {
    List<String> faults = new ArrayList<>();
    if (attempts < 1 || attempts > 1000) {
      faults.add("attempts is " + attempts + ", must be 1 to 1000");
    }
    if (base.isNegative()) {
      faults.add("base is negative: " + base);
    }
    if (cap.compareTo(base) < 0) {
      faults.add("cap " + cap + " is below base " + base);
    }
    if (!faults.isEmpty()) {
      throw new InvalidInputException("retry", faults);
    }
  }

  /**
   * Exponential backoff from 100 ms, capped at one minute.
   *
   * @param attempts the most attempts in all
   * @return the policy
   */
  public static Retry exponential(int attempts) {
    return new Retry(attempts, Duration.ofMillis(100), Duration.ofMinutes(1));
  }

  /**
   * Exponential backoff.
   *
   * @param attempts the most attempts in all
   * @param base the first wait's upper bound
   * @param cap the upper bound of every wait
   * @return the policy
   */
  public static Retry exponential(int attempts, Duration base, Duration cap) {
    return new Retry(attempts, base, cap);
  }

  /**
   * Whether there is another attempt after this one.
   *
   * @param attempt the attempt that failed, from 1
   * @return true if another is allowed
   */
  public boolean allowsAfter(int attempt) {
    return attempt < attempts;
  }

  /**
   * The wait after a failed attempt.
   *
   * @param attempt the attempt that failed, from 1
   * @param random where the jitter comes from
   * @return zero up to the cap, in milliseconds' resolution
   */
  public Duration waitAfter(int attempt, RandomGenerator random) {
    long capMillis = millis(cap);
    long bound = millis(base);
    for (int i = 1; i < attempt && bound < capMillis; i++) {
      bound *= 2;
    }
    bound = Math.min(bound, capMillis);
    return bound == 0 ? Duration.ZERO : Duration.ofMillis(random.nextLong(bound + 1));
  }

  private static long millis(Duration time) {
    return (time.compareTo(LONGEST) > 0 ? LONGEST : time).toMillis();
  }
}

package dev.aios.core.model;

import dev.aios.api.InvalidInputException;
import dev.aios.api.value.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How the router calls models. Immutable.
 *
 * <pre>{@code
 * ModelOptions.DEFAULT.timeout(Duration.ofSeconds(30)).caching(10_000, Duration.ofDays(1))
 * }</pre>
 *
 * @param retry how often and when a call that failed is tried again, before another model of the
 *     same tier is asked
 * @param timeout how long one attempt may take, more than zero
 * @param cacheEntries how many answers are kept in memory for requests that come again word for
 *     word, at temperature 0 only; 0 keeps none. A kept answer costs nothing and counts no tokens,
 *     and is recorded like any other
 * @param cacheTtl how long an answer is kept, more than zero
 */
public record ModelOptions(Retry retry, Duration timeout, int cacheEntries, Duration cacheTtl) {
  /** Four attempts with backoff, two minutes each, no cache. */
  public static final ModelOptions DEFAULT =
      new ModelOptions(Retry.exponential(4), Duration.ofMinutes(2), 0, Duration.ofHours(1));

  /** Checks the ranges. */
  public ModelOptions {
    List<String> faults = new ArrayList<>();
    if (timeout.isNegative() || timeout.isZero()) {
      faults.add("timeout " + timeout + " is not positive");
    }
    if (cacheEntries < 0) {
      faults.add("cacheEntries " + cacheEntries + " is negative");
    }
    if (cacheTtl.isNegative() || cacheTtl.isZero()) {
      faults.add("cacheTtl " + cacheTtl + " is not positive");
    }
    if (!faults.isEmpty()) {
      throw new InvalidInputException("model options", faults);
    }
  }

  /**
   * The same with another retry.
   *
   * @param value how often and when
   * @return a copy
   */
  public ModelOptions retry(Retry value) {
    return new ModelOptions(value, timeout, cacheEntries, cacheTtl);
  }

  /**
   * The same with another timeout.
   *
   * @param value how long one attempt may take
   * @return a copy
   */
  public ModelOptions timeout(Duration value) {
    return new ModelOptions(retry, value, cacheEntries, cacheTtl);
  }

  /**
   * The same with a cache of answers.
   *
   * @param entries how many answers are kept
   * @param ttl how long
   * @return a copy
   */
  public ModelOptions caching(int entries, Duration ttl) {
    return new ModelOptions(retry, timeout, entries, ttl);
  }
}

package dev.aios.core.journal;

import dev.aios.api.InvalidInputException;
import java.time.Duration;

/**
 * How a journal on SQLite is opened. The defaults suit almost everybody. Immutable.
 *
 * <pre>{@code
 * SqliteJournal.open(file, world, SqliteOptions.DEFAULTS.busyTimeout(Duration.ofSeconds(30)));
 * }</pre>
 */
public final class SqliteOptions {
  /** Ten seconds of busy timeout, four readers, bodies up to 16 MiB. */
  public static final SqliteOptions DEFAULTS =
      new SqliteOptions(Duration.ofSeconds(10), 4, 16 << 20, 0, false);

  private final Duration busyTimeout;
  private final int readers;
  private final int maxBodyBytes;
  private final long maxPages;
  private final boolean asItIs;

  private SqliteOptions(
      Duration busyTimeout, int readers, int maxBodyBytes, long maxPages, boolean asItIs) {
    this.busyTimeout = busyTimeout;
    this.readers = readers;
    this.maxBodyBytes = maxBodyBytes;
    this.maxPages = maxPages;
    this.asItIs = asItIs;
  }

  /**
   * The same, with another busy timeout.
   *
   * @param timeout how long a write waits for another process that holds the file's write lock,
   *     before it fails with a {@link dev.aios.api.StorageException}; zero or more
   * @return the changed options
   */
  public SqliteOptions busyTimeout(Duration timeout) {
    if (timeout.isNegative()) {
      throw new InvalidInputException("busy timeout", timeout + " is negative");
    }
    return new SqliteOptions(timeout, readers, maxBodyBytes, maxPages, asItIs);
  }

  /**
   * The same, with another number of reading connections.
   *
   * @param connections how many threads may read at the same time, 1 or more; others wait
   * @return the changed options
   */
  public SqliteOptions readers(int connections) {
    if (connections < 1) {
      throw new InvalidInputException("readers", connections + " is less than 1");
    }
    return new SqliteOptions(busyTimeout, connections, maxBodyBytes, maxPages, asItIs);
  }

  /**
   * The same, with another limit of bodies.
   *
   * @param bytes the most bytes in the body of one record or row, 1 to 512 MiB
   * @return the changed options
   */
  public SqliteOptions maxBodyBytes(int bytes) {
    if (bytes < 1 || bytes > 512 << 20) {
      throw new InvalidInputException("limit of bodies", bytes + " is not in 1 to 512 MiB");
    }
    return new SqliteOptions(busyTimeout, readers, bytes, maxPages, asItIs);
  }

  /**
   * The same, of a journal that is there with tables of this version: for programs that look at
   * journals of others. Nothing is made and nothing is lifted; what is not such a journal is
   * refused.
   *
   * @return a copy
   */
  public SqliteOptions asItIs() {
    return new SqliteOptions(busyTimeout, readers, maxBodyBytes, maxPages, true);
  }

  boolean isAsItIs() {
    return asItIs;
  }

  /** The same, on a file that cannot grow past a number of pages: a full disk for tests. */
  SqliteOptions maxPages(long pages) {
    return new SqliteOptions(busyTimeout, readers, maxBodyBytes, pages, asItIs);
  }

  /**
   * How long a write waits for another process.
   *
   * @return the busy timeout
   */
  public Duration busyTimeout() {
    return busyTimeout;
  }

  /**
   * How many threads may read at the same time.
   *
   * @return the number of reading connections
   */
  public int readers() {
    return readers;
  }

  /**
   * The most bytes in one body.
   *
   * @return the limit
   */
  public int maxBodyBytes() {
    return maxBodyBytes;
  }

  long maxPages() {
    return maxPages;
  }
}

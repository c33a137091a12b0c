package dev.aios.core.journal;

import dev.aios.api.InvalidInputException;
import java.time.Duration;

/**
 * How a journal on PostgreSQL is opened. The defaults suit almost everybody. Immutable.
 *
 * <pre>{@code
 * PostgresJournal.open(url, world, PostgresOptions.DEFAULTS.schema("billing"));
 * }</pre>
 */
public final class PostgresOptions {
  /** Schema {@code aios}, four readers, bodies up to 16 MiB, two seconds of patience. */
  public static final PostgresOptions DEFAULTS =
      new PostgresOptions("aios", 4, 16 << 20, Duration.ofSeconds(2), false);

  private final String schema;
  private final int readers;
  private final int maxBodyBytes;
  private final Duration patience;
  private final boolean asItIs;

  private PostgresOptions(
      String schema, int readers, int maxBodyBytes, Duration patience, boolean asItIs) {
    this.schema = schema;
    this.readers = readers;
    this.maxBodyBytes = maxBodyBytes;
    this.patience = patience;
    this.asItIs = asItIs;
  }

  /**
   * The same, in another schema. Journals in different schemas know nothing of each other.
   *
   * @param name lower-case letters, digits and underscores, at most 63, not beginning with a digit
   *     or {@code pg_}; made if it is absent and the user may create it
   * @return the changed options
   */
  public PostgresOptions schema(String name) {
    return new PostgresOptions(name, readers, maxBodyBytes, patience, asItIs);
  }

  /**
   * The same, with another number of readers, each with a connection while it reads.
   *
   * @param connections how many threads may read at the same time, 1 or more; others wait
   * @return the changed options
   */
  public PostgresOptions readers(int connections) {
    if (connections < 1) {
      throw new InvalidInputException("readers", connections + " is less than 1");
    }
    return new PostgresOptions(schema, connections, maxBodyBytes, patience, asItIs);
  }

  /**
   * The same, with another limit of bodies.
   *
   * @param bytes the most bytes in the body of one record or row, 1 to 512 MiB
   * @return the changed options
   */
  public PostgresOptions maxBodyBytes(int bytes) {
    if (bytes < 1 || bytes > 512 << 20) {
      throw new InvalidInputException("limit of bodies", bytes + " is not in 1 to 512 MiB");
    }
    return new PostgresOptions(schema, readers, bytes, patience, asItIs);
  }

  /**
   * The same, with another patience.
   *
   * @param time how long a write under way waits for a database that went away, and a reader for a
   *     group of another node that is being committed, before they fail with a {@link
   *     dev.aios.api.StorageException}; zero or more
   * @return the changed options
   */
  public PostgresOptions patience(Duration time) {
    if (time.isNegative()) {
      throw new InvalidInputException("patience", time + " is negative");
    }
    return new PostgresOptions(schema, readers, maxBodyBytes, time, asItIs);
  }

  /**
   * The same, of a journal that is there with tables of this version: for programs that look at
   * journals of others. Nothing is made and nothing is lifted; what is not such a journal is
   * refused.
   *
   * @return a copy
   */
  public PostgresOptions asItIs() {
    return new PostgresOptions(schema, readers, maxBodyBytes, patience, true);
  }

  boolean isAsItIs() {
    return asItIs;
  }

  /**
   * In which schema the journal is.
   *
   * @return its name
   */
  public String schema() {
    return schema;
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

  /**
   * How long writes and reads wait for the database.
   *
   * @return the patience
   */
  public Duration patience() {
    return patience;
  }
}

package dev.aios.core.internal.journal.postgres;

import dev.aios.api.ClosedException;
import dev.aios.api.StorageException;
import dev.aios.api.journal.HashedRecord;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.RecordHashes;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.core.internal.journal.postgres.PostgresReader.Found;
import dev.aios.core.internal.journal.postgres.PostgresReader.FoundHashes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Reads on connections of a pool. A connection that broke is tried once more on another one.
 * Thread-safe.
 *
 * <p>Records are handed out up to where no record can appear any more in front of what was handed
 * out; see {@link Horizon}. A node's group that is between its position and its commit holds others
 * up for the fraction of a millisecond that it takes, so a reader waits for it.
 */
public final class PostgresReaders {
  @FunctionalInterface
  private interface Reading<T> {
    T with(Connection connection) throws SQLException;
  }

  private static final Duration PAUSE = Duration.ofMillis(1);

  private final PostgresDatabase database;
  private final Horizon horizon;
  private final long mostPauses;
  private final Semaphore turns;
  private volatile boolean closed;

  /**
   * Readers of one journal.
   *
   * @param database what to read
   * @param most how many may read at the same time
   * @param patience how long to wait for a group of another node that is being committed
   */
  public PostgresReaders(PostgresDatabase database, int most, Duration patience) {
    this.database = database;
    this.horizon = new Horizon(database);
    this.turns = new Semaphore(most);
    this.mostPauses = patience.dividedBy(PAUSE);
  }

  private <T> T read(Reading<T> reading) {
    Patience patience = new Patience();
    // Waiting for other readers is no failure of the database, waiting for a connection is.
    turns.acquireUninterruptibly();
    try {
      return read(reading, patience);
    } finally {
      turns.release();
      patience.end();
    }
  }

  private <T> T read(Reading<T> reading, Patience patience) {
    for (boolean again = true; ; ) {
      if (closed) {
        throw new ClosedException(database.name() + " is closed: open it again to read");
      }
      try (Connection connection = database.borrow()) {
        return reading.with(connection);
      } catch (SQLException e) {
        // A pool gives up waiting for a connection when its caller is interrupted.
        if (patience.wasDisturbed()) {
          continue;
        }
        if (!again || !PostgresErrors.isLost(e)) {
          throw PostgresErrors.storage("read from", database.name(), e);
        }
        again = false;
      }
    }
  }

  /**
   * Reads records, see the journal's contract.
   *
   * @param afterPosition only records after this position
   * @param limit the most records wanted
   * @return the records, ascending
   */
  public List<JournalRecord> read(long afterPosition, int limit) {
    List<Found> found =
        read(connection -> new PostgresReader(database, connection).read(afterPosition, limit));
    return settled(found, Math.max(0, afterPosition), limit);
  }

  /**
   * Reads the records of a stream.
   *
   * @param stream the stream
   * @param afterPosition only records after this position
   * @param limit the most records wanted
   * @return the records, ascending
   */
  public List<JournalRecord> readStream(String stream, long afterPosition, int limit) {
    List<Found> found =
        read(
            connection ->
                new PostgresReader(database, connection).readStream(stream, afterPosition, limit));
    if (!isSettled(found)) {
      long last = found.get(found.size() - 1).record().position();
      waitUntilSettled(last);
      // What became visible meanwhile may belong in between.
      return read(
              connection ->
                  new PostgresReader(database, connection).readStream(stream, afterPosition, limit))
          .stream()
          .map(Found::record)
          .filter(record -> record.position() <= last)
          .toList();
    }
    return found.stream().map(Found::record).toList();
  }

  /**
   * Reads the hashes of records, those that {@link #read} would give.
   *
   * @param afterPosition only records after this position
   * @param limit the most wanted
   * @return their positions and hashes, ascending
   */
  public RecordHashes hashes(long afterPosition, int limit) {
    long after = Math.max(0, afterPosition);
    FoundHashes found = foundHashes(after, limit);
    int count = found.hashes().size();
    if (found.settled() || found.hashes().position(count - 1) - after == count) {
      return found.hashes();
    }
    long last = found.hashes().position(count - 1);
    waitUntilSettled(last);
    return foundHashes(after, limit).hashes().upTo(last);
  }

  private FoundHashes foundHashes(long after, int limit) {
    return read(connection -> new PostgresReader(database, connection).hashes(after, limit));
  }

  /**
   * Reads a record as its hash covers it.
   *
   * @param position its position
   * @return the record, empty if there is none
   */
  public Optional<HashedRecord> hashed(long position) {
    return read(connection -> new PostgresReader(database, connection).hashed(position));
  }

  private List<JournalRecord> settled(List<Found> found, long after, int limit) {
    if (!isSettled(found) && !isDense(found, after)) {
      long last = found.get(found.size() - 1).record().position();
      waitUntilSettled(last);
      // What became visible meanwhile may belong in between, and push out the last.
      return read(connection -> new PostgresReader(database, connection).read(after, limit))
          .stream()
          .map(Found::record)
          .filter(record -> record.position() <= last)
          .toList();
    }
    return found.stream().map(Found::record).toList();
  }

  private static boolean isSettled(List<Found> found) {
    return found.isEmpty() || found.get(found.size() - 1).settled();
  }

  /** Without a gap since the position before them nothing can appear between them. */
  private static boolean isDense(List<Found> found, long after) {
    return found.get(found.size() - 1).record().position() - after == found.size();
  }

  private void waitUntilSettled(long position) {
    if (awaitHorizon(position) < position) {
      throw new StorageException(
          "Could not read from "
              + database.name()
              + ": a transaction that began before record "
              + position
              + " is still open and may yet add records ahead of it. Read again later; if it"
              + " stays, end what pg_stat_activity shows with the oldest backend_xid");
    }
  }

  /** Waits until the horizon is there, and returns where it is: before it if patience ended. */
  private long awaitHorizon(long position) {
    Patience patience = new Patience();
    try {
      long at = horizon();
      for (long pauses = 0; at < position && pauses < mostPauses; pauses++) {
        patience.pause(PAUSE);
        at = horizon();
      }
      return at;
    } finally {
      patience.end();
    }
  }

  private long horizon() {
    return read(horizon::position);
  }

  /**
   * Where the journal ends.
   *
   * @return the position of the last record, 0 if there is none
   */
  public long head() {
    long last = read(horizon::last);
    long known = horizon.known();
    return Math.min(last, known < last ? awaitHorizon(last) : known);
  }

  /**
   * Finds a row.
   *
   * @param table the table
   * @param key the key
   * @return the row as last committed
   */
  public Optional<Row> row(String table, String key) {
    return read(connection -> new PostgresReader(database, connection).row(table, key));
  }

  /**
   * Lists rows.
   *
   * @param query which
   * @return the rows in the query's order
   */
  public List<Row> rows(RowQuery query) {
    return read(connection -> new PostgresReader(database, connection).rows(query));
  }

  /**
   * Reads a counter.
   *
   * @param counter its name
   * @return its value, 0 if absent
   */
  public long counter(String counter) {
    return read(connection -> new PostgresReader(database, connection).counter(counter));
  }

  /**
   * Checks all chains on one snapshot.
   *
   * @return what was found
   */
  public dev.aios.api.journal.Verification verify() {
    return read(connection -> new ChainsReader(database, connection).verify());
  }

  /** Refuses further readings. */
  public void close() {
    closed = true;
  }
}

package dev.aios.api.journal;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The canonical store: an append-only, time-ordered, hash-chained journal, with rows and counters
 * that are kept in the same transaction. Thread-safe. Two processes may have one open on the same
 * store; their writes are ordered by it.
 *
 * <p>With one writer positions are consecutive and there is one chain. A store for many writers may
 * have a chain for each, and leave out positions for ever where a write was rolled back; but no
 * record appears before one that a reader has seen.
 *
 * <p>Callers that write while a commit is under way share the next commit (group commit).
 *
 * <p>Implementations are checked by the conformance kit of the test kit.
 */
public interface Journal extends AutoCloseable {
  /**
   * Writes. The future completes when the write is durable (fsync'd on SQLite, committed on
   * PostgreSQL), on an unspecified thread, possibly before this method returns. A continuation must
   * be short and must not block. Writes of one thread are applied in the order of the calls.
   *
   * @param write what to write; not empty
   * @return the commit; completes exceptionally with {@link WriteRejectedException} if a condition
   *     did not hold (then nothing was applied), with {@link dev.aios.api.StorageException} if the
   *     store failed, with {@link dev.aios.api.ClosedException} after close
   */
  CompletableFuture<Commit> write(Write write);

  /**
   * Writes and waits.
   *
   * @param write what to write; not empty
   * @return the commit, durable
   */
  default Commit writeNow(Write write) {
    try {
      return write(write).join();
    } catch (java.util.concurrent.CompletionException e) {
      if (e.getCause() instanceof dev.aios.api.AiosException aios) {
        throw aios;
      }
      throw e;
    }
  }

  /**
   * Reads records in order of position. Those that are in archives are not among them, and leave
   * their positions out.
   *
   * @param afterPosition only records after this position; 0 for the first
   * @param limit the most records wanted, 1 or more
   * @return what is durable, ascending; empty at the end
   */
  List<JournalRecord> read(long afterPosition, int limit);

  /**
   * Reads records in order of position as {@link #read} does, but may leave out such as hold none
   * of some texts in their bodies or in the names of their streams: where the records are in
   * archive files, those files need not be read. What is not left out may hold none of them either.
   *
   * @param texts what is looked for; best ids of AIOS, of which files are indexed
   * @param afterPosition only records after this position; 0 for the first
   * @param limit the most records wanted, 1 or more
   * @return what is durable, ascending; empty at the end
   */
  default List<JournalRecord> mentioning(Collection<String> texts, long afterPosition, int limit) {
    return read(afterPosition, limit);
  }

  /**
   * Reads the records of one stream in order of position.
   *
   * @param stream the stream
   * @param afterPosition only records after this position; 0 for the first
   * @param limit the most records wanted, 1 or more
   * @return what is durable, ascending; empty if the stream is unknown or at its end
   */
  List<JournalRecord> readStream(String stream, long afterPosition, int limit);

  /**
   * Reads the hashes of records in order of position, as {@link #read} would, without what they
   * hold.
   *
   * @param afterPosition only records after this position; 0 for the first
   * @param limit the most wanted, 1 or more
   * @return what is durable, ascending; empty at the end
   */
  default RecordHashes hashes(long afterPosition, int limit) {
    RecordHashes.Builder hashes = RecordHashes.builder(limit);
    read(afterPosition, limit).forEach(each -> hashes.add(each.position(), each.hash()));
    return hashes.build();
  }

  /**
   * Reads a record as its hash covers it. The default is for a journal with one chain.
   *
   * @param position its position
   * @return the record; empty if there is none at this position, or the one before it in its chain
   *     is not here
   */
  default Optional<HashedRecord> hashed(long position) {
    if (position < 1) {
      return Optional.empty();
    }
    List<JournalRecord> found = read(Math.max(0, position - 2), position == 1 ? 1 : 2);
    int last = position == 1 ? 0 : 1;
    if (found.size() <= last || found.get(last).position() != position) {
      return Optional.empty();
    }
    JournalRecord record = found.get(last);
    return Optional.of(
        new HashedRecord(
            last == 0 ? "0".repeat(64) : found.get(0).hash(),
            position,
            record.time(),
            record.kind(),
            record.stream(),
            record.body()));
  }

  /**
   * The position of the last durable record, including those of other processes.
   *
   * @return the position, 0 for an empty journal
   */
  long head();

  /**
   * Finds a row.
   *
   * @param table the table
   * @param key the key
   * @return the row as last committed
   */
  Optional<Row> row(String table, String key);

  /**
   * Lists rows.
   *
   * @param query which
   * @return the rows as last committed, in the query's order
   */
  List<Row> rows(RowQuery query);

  /**
   * Lists rows that left for archive files together with the records that made them, as they were.
   * Reads something of each file.
   *
   * @param table the table
   * @return those of the first file in front; empty where nothing was archived, or the files are
   *     not known here
   */
  default List<Row> archivedRows(String table) {
    return List.of();
  }

  /**
   * Reads a counter.
   *
   * @param counter the counter's name
   * @return its value as last committed, 0 if absent
   */
  long counter(String counter);

  /**
   * Recomputes the hash chain, or each of them, from the first record to the last, and checks that
   * no record is missing in it and times ascend. Reads everything; writes go on meanwhile. Records
   * in archives are taken as given by the hash that is kept of the last of each stretch.
   *
   * @return what was found; names the first record that does not fit
   */
  Verification verify();

  /**
   * Makes sure that what was deleted from rows, or replaced in them, is not in the store's files
   * any more, where a deletion alone leaves it until its place is used again. Takes time in
   * proportion to the store, and holds writes up meanwhile. Records are never touched.
   *
   * @return true if the store vouches for its files; false if it cannot, because they are kept by
   *     somebody else
   * @throws dev.aios.api.StorageException if the store failed, or another process kept it from
   *     being done; what is stored is as it was, and it may be tried again
   */
  default boolean scrub() {
    return false;
  }

  /**
   * Sets who is told soon after another process has written to this store. Told at most some fifty
   * times a second, on a thread of the journal, sometimes for nothing, and not while the connection
   * to the store is broken: whoever relies on it looks from time to time as well. A store that
   * cannot tell, as a file, ignores it.
   *
   * @param heard must be short and must not block
   */
  default void onForeignWrites(Runnable heard) {}

  /**
   * The file that it is kept in, if it is a file: beside it is the place for what can be made again
   * from the journal.
   *
   * @return the file, or empty for a journal in memory or on a server
   */
  default Optional<Path> file() {
    return Optional.empty();
  }

  /** Finishes the writes under way, then closes. Further calls throw ClosedException. */
  @Override
  void close();
}

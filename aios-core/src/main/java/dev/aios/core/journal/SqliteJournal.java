package dev.aios.core.journal;

import dev.aios.api.InvalidInputException;
import dev.aios.api.World;
import dev.aios.api.journal.Commit;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.RecordHashes;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Verification;
import dev.aios.api.journal.Write;
import dev.aios.core.internal.DaemonThreads;
import dev.aios.core.internal.journal.ChainCheck;
import dev.aios.core.internal.journal.GroupCommit;
import dev.aios.core.internal.journal.SqliteFile;
import dev.aios.core.internal.journal.SqliteReader;
import dev.aios.core.internal.journal.SqliteReaders;
import dev.aios.core.internal.journal.SqliteWriter;
import dev.aios.core.internal.journal.WriteCheck;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * The journal on one SQLite file: the embedded default. Thread-safe; several processes may open the
 * same file.
 *
 * <p>Durable means that SQLite has fsync'd its write-ahead log ({@code synchronous = FULL}): what a
 * write returned for survives a crash of the process, of the operating system and a power cut, as
 * far as the disk keeps its promises. Writes that arrive while an fsync is under way share the
 * next.
 *
 * <p>Reads see what was last committed by any process, at once, and never wait for writes.
 *
 * <p>Beside the file SQLite keeps two others, with {@code -wal} and {@code -shm} at the end of
 * their names: they belong to it. Copy a journal with SQLite's {@code VACUUM INTO} or {@code
 * .backup}, or all three while nobody has it open. The format is described in
 * docs/journal-format.md.
 *
 * <pre>{@code
 * try (Journal journal = SqliteJournal.open(Path.of("company.db"), world)) {
 *   journal.writeNow(Write.of(new Draft("note.added", "note/1", Json.of("\"hello\""))));
 * }
 * }</pre>
 */
public final class SqliteJournal implements Journal {
  private final SqliteFile file;
  private final WriteCheck check;
  private final SqliteWriter writer;
  private final SqliteReaders readers;
  private final GroupCommit commits;

  private SqliteJournal(SqliteFile file, World world, SqliteOptions options) {
    this.file = file;
    check = new WriteCheck(options.maxBodyBytes());
    writer = new SqliteWriter(file, world);
    readers = new SqliteReaders(file, options.readers());
    commits =
        new GroupCommit("The journal " + file.path(), writer, new DaemonThreads("aios-journal"));
  }

  /**
   * Opens a journal with the default options.
   *
   * @param file the file; made if it is absent, its folder must exist
   * @param world where times come from
   * @return the journal, to be closed by the caller
   * @throws InvalidInputException if the file is a folder or its folder does not exist
   * @throws dev.aios.api.StorageException if the file is not a journal, was written by a newer
   *     AIOS, or cannot be read or written
   */
  public static SqliteJournal open(Path file, World world) {
    return open(file, world, SqliteOptions.DEFAULTS);
  }

  /**
   * Opens a journal.
   *
   * @param file the file; made if it is absent, its folder must exist
   * @param world where times come from
   * @param options how to open it
   * @return the journal, to be closed by the caller
   * @throws InvalidInputException if the file is a folder or its folder does not exist
   * @throws dev.aios.api.StorageException if the file is not a journal, was written by a newer
   *     AIOS, or cannot be read or written
   */
  public static SqliteJournal open(Path file, World world, SqliteOptions options) {
    return open(file, world, options, UnaryOperator.identity());
  }

  /**
   * Opens a journal that reaches its file through connections which a test has in hand.
   *
   * @param through what each new connection goes through
   */
  static SqliteJournal open(
      Path file, World world, SqliteOptions options, UnaryOperator<Connection> through) {
    return new SqliteJournal(
        new SqliteFile(
            file, world, options.busyTimeout(), options.maxPages(), options.isAsItIs(), through),
        world,
        options);
  }

  @Override
  public CompletableFuture<Commit> write(Write write) {
    InvalidInputException invalid = check.write(write);
    return invalid == null ? commits.submit(write) : CompletableFuture.failedFuture(invalid);
  }

  @Override
  public Commit writeNow(Write write) {
    InvalidInputException invalid = check.write(write);
    if (invalid != null) {
      throw invalid;
    }
    return commits.submitNow(write);
  }

  @Override
  public List<JournalRecord> read(long afterPosition, int limit) {
    WriteCheck.limit(limit);
    return readers.read(reader -> reader.read(afterPosition, limit));
  }

  @Override
  public List<JournalRecord> readStream(String stream, long afterPosition, int limit) {
    WriteCheck.limit(limit);
    return readers.read(reader -> reader.readStream(stream, afterPosition, limit));
  }

  @Override
  public RecordHashes hashes(long afterPosition, int limit) {
    WriteCheck.limit(limit);
    return readers.read(reader -> reader.hashes(afterPosition, limit));
  }

  @Override
  public long head() {
    return readers.read(SqliteReader::head);
  }

  @Override
  public Optional<Row> row(String table, String key) {
    return readers.read(reader -> reader.row(table, key));
  }

  @Override
  public List<Row> rows(RowQuery query) {
    return readers.read(reader -> reader.rows(query));
  }

  @Override
  public long counter(String counter) {
    return readers.read(reader -> reader.counter(counter));
  }

  @Override
  public Verification verify() {
    return readers.read(
        reader -> {
          ChainCheck chain = new ChainCheck();
          reader.verify(chain);
          return chain.result();
        });
  }

  /**
   * {@inheritDoc}
   *
   * <p>The file is written anew ({@code VACUUM}) and the write-ahead log emptied. It needs up to
   * twice as much free space on the disk as the file takes: for a copy in SQLite's folder for
   * temporary files, and for the log. This journal's writes wait until it is done; those of other
   * processes fail if it takes longer than their busy timeout.
   */
  @Override
  public boolean scrub() {
    return readers.read(
        reader -> {
          commits.alone(file::scrub);
          return true;
        });
  }

  @Override
  public Optional<Path> file() {
    return Optional.of(file.path());
  }

  @Override
  public void close() {
    commits.close();
    readers.close();
    writer.close();
  }
}

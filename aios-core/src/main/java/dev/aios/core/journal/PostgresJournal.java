package dev.aios.core.journal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aios.api.InvalidInputException;
import dev.aios.api.World;
import dev.aios.api.journal.Commit;
import dev.aios.api.journal.HashedRecord;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.RecordHashes;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Verification;
import dev.aios.api.journal.Write;
import dev.aios.core.internal.DaemonThreads;
import dev.aios.core.internal.journal.GroupCommit;
import dev.aios.core.internal.journal.WriteCheck;
import dev.aios.core.internal.journal.postgres.PostgresDatabase;
import dev.aios.core.internal.journal.postgres.PostgresReaders;
import dev.aios.core.internal.journal.postgres.PostgresSchema;
import dev.aios.core.internal.journal.postgres.PostgresScrub;
import dev.aios.core.internal.journal.postgres.PostgresWriter;
import dev.aios.core.internal.journal.postgres.WakeUps;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The journal in a schema of a PostgreSQL database (13 or later), for when one machine is no longer
 * enough: any number of nodes write at once. Thread-safe.
 *
 * <p>Durable means that PostgreSQL has committed with {@code synchronous_commit} on. A group of
 * writes is one statement. When a connection breaks in the middle of one, the next connection finds
 * out what became of it: a write is never applied twice. Its callers get a {@link
 * dev.aios.api.StorageException} if the database, or the end of the old connection's process, takes
 * longer than {@link PostgresOptions#patience}, or if another node has had the chain meanwhile;
 * then the write may have been applied or not. The journal goes on by itself once the database is
 * back.
 *
 * <p>Each node that writes has a hash chain of its own. Positions ascend and are given once; where
 * a transaction was rolled back, or the server crashed, a position may be missing for ever. Times
 * ascend in each chain; between two nodes whose clocks differ they may step back. A node compares
 * its clock with what the others wrote, up to ten times a second, and goes by the latest of them if
 * that is more than a second ahead. Readers see a record only when nothing can appear before it any
 * more.
 *
 * <p>Needs connections of its own or a pool in session mode: with a pooler in transaction mode its
 * advisory locks would not hold. The format is described in docs/journal-format.md.
 *
 * <pre>{@code
 * try (Journal journal = PostgresJournal.open("jdbc:postgresql://db/company?user=aios", world)) {
 *   journal.writeNow(Write.of(new Draft("note.added", "note/1", Json.of("\"hello\""))));
 * }
 * }</pre>
 */
public final class PostgresJournal implements Journal {
  private final WriteCheck check;
  private final WakeUps wakeUps;
  private final PostgresWriter writer;
  private final PostgresReaders readers;
  private final PostgresScrub scrub;
  private final GroupCommit commits;
  private final Runnable closeSource;

  private PostgresJournal(
      DataSource writing,
      DataSource reading,
      Runnable closeSource,
      World world,
      PostgresOptions options) {
    PostgresDatabase database = new PostgresDatabase(writing, reading, options.schema());
    this.closeSource = closeSource;
    check = new WriteCheck(options.maxBodyBytes());
    PostgresSchema found = new PostgresSchema(database);
    if (options.isAsItIs()) {
      found.require();
    } else {
      found.prepare();
    }
    wakeUps = new WakeUps(database, world.random().nextLong());
    writer = new PostgresWriter(database, world, options.patience(), wakeUps);
    readers = new PostgresReaders(database, options.readers(), options.patience());
    scrub = new PostgresScrub(database);
    commits = new GroupCommit(capital(database.name()), writer, new DaemonThreads("aios-journal"));
  }

  private static String capital(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  /**
   * Opens a journal with the default options.
   *
   * @param url {@code jdbc:postgresql:} and what PostgreSQL's driver understands
   * @param world where times come from
   * @return the journal, to be closed by the caller
   * @throws InvalidInputException if the URL is of another form
   * @throws dev.aios.api.StorageException if the database cannot be reached, or the schema holds
   *     something else or was written by a newer AIOS
   */
  public static PostgresJournal open(String url, World world) {
    return open(url, world, PostgresOptions.DEFAULTS);
  }

  /**
   * Opens a journal.
   *
   * @param url {@code jdbc:postgresql:} and what PostgreSQL's driver understands
   * @param world where times come from
   * @param options how to open it
   * @return the journal, to be closed by the caller
   * @throws InvalidInputException if the URL is of another form
   * @throws dev.aios.api.StorageException if the database cannot be reached, or the schema holds
   *     something else or was written by a newer AIOS
   */
  public static PostgresJournal open(String url, World world, PostgresOptions options) {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new InvalidInputException(
          "journal URL", "'" + url + "' is not of the form jdbc:postgresql://host/database");
    }
    PGSimpleDataSource direct = new PGSimpleDataSource();
    try {
      direct.setUrl(url);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "journal URL", "'" + url + "' is not understood by PostgreSQL's driver");
    }
    direct.setApplicationName("aios");
    direct.setTcpKeepAlive(true);
    HikariConfig config = new HikariConfig();
    config.setPoolName("aios-" + options.schema());
    config.setDataSource(direct);
    // One more, for what the node tells others.
    config.setMaximumPoolSize(options.readers() + 1);
    config.setMinimumIdle(1);
    config.setInitializationFailTimeout(-1);
    config.setConnectionTimeout(Math.max(250, options.patience().toMillis()));
    config.setThreadFactory(new DaemonThreads("aios-postgres"));
    HikariDataSource pool = new HikariDataSource(config);
    try {
      return new PostgresJournal(direct, pool, pool::close, world, options);
    } catch (RuntimeException | Error e) {
      pool.close();
      throw e;
    }
  }

  /**
   * Opens a journal through a data source that the caller configured and closes.
   *
   * @param source gives connections to the database; one is held for writing and, once somebody
   *     wants to hear of other nodes' writes, one for listening. Others are borrowed for a moment
   *     each, as many as there are {@link PostgresOptions#readers} and one more
   * @param world where times come from
   * @param options how to open it
   * @return the journal, to be closed by the caller
   * @throws dev.aios.api.StorageException if the database cannot be reached, or the schema holds
   *     something else or was written by a newer AIOS
   */
  public static PostgresJournal open(DataSource source, World world, PostgresOptions options) {
    return new PostgresJournal(source, source, () -> {}, world, options);
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
    return readers.read(afterPosition, limit);
  }

  @Override
  public List<JournalRecord> readStream(String stream, long afterPosition, int limit) {
    WriteCheck.limit(limit);
    return readers.readStream(stream, afterPosition, limit);
  }

  @Override
  public RecordHashes hashes(long afterPosition, int limit) {
    WriteCheck.limit(limit);
    return readers.hashes(afterPosition, limit);
  }

  @Override
  public Optional<HashedRecord> hashed(long position) {
    return readers.hashed(position);
  }

  @Override
  public long head() {
    return readers.head();
  }

  @Override
  public Optional<Row> row(String table, String key) {
    return readers.row(table, key);
  }

  @Override
  public List<Row> rows(RowQuery query) {
    return readers.rows(query);
  }

  @Override
  public long counter(String counter) {
    return readers.counter(counter);
  }

  @Override
  public Verification verify() {
    return readers.verify();
  }

  /**
   * {@inheritDoc}
   *
   * <p>The table of rows is written anew ({@code VACUUM FULL}): reads and writes of all nodes wait
   * until that is done, and it needs as much free space as the table takes. Where the role may run
   * {@code CHECKPOINT} and {@code pg_switch_wal}, the server's write-ahead log is gone over once,
   * so that the segments which it keeps for use again are overwritten. It answers false all the
   * same: what is left in archived segments of the log, on replicas, in backups, in blocks that the
   * file system freed, and for a while in what a transaction that began before could still see, is
   * out of its reach.
   */
  @Override
  public boolean scrub() {
    scrub.run();
    return false;
  }

  /** Other nodes tell by PostgreSQL's notifications; holds a second connection to hear them. */
  @Override
  public void onForeignWrites(Runnable heard) {
    wakeUps.listen(heard);
  }

  @Override
  public void close() {
    commits.close();
    wakeUps.close();
    readers.close();
    writer.close();
    closeSource.run();
  }
}

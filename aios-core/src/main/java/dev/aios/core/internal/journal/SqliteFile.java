package dev.aios.core.internal.journal;

import dev.aios.api.InvalidInputException;
import dev.aios.api.StorageException;
import dev.aios.api.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.TransactionMode;

/**
 * The file of a journal: makes sure that it is one, and opens connections to it. Thread-safe.
 *
 * <p>The tables are described in docs/journal-format.md.
 */
public final class SqliteFile {
  private static final int RETRY_MILLIS = 10;

  /**
   * How long the write-ahead log grows before its pages are copied into the file: 16 MiB, four
   * times SQLite's default, because the pages at the end of each table are written again and again,
   * and are copied once only.
   */
  private static final int CHECKPOINT_PAGES = 4_000;

  /** Enough for the inner pages of a large journal. */
  private static final int CACHE_KIB = 8 * 1024;

  private final Path path;
  private final SqliteSchema schema;
  private final World world;
  private final int busyMillis;
  private final long mostPages;
  private final boolean asItIs;
  private final UnaryOperator<Connection> through;

  /**
   * Names a file; does not touch it yet.
   *
   * @param path the file
   * @param world waits while another process makes the file
   * @param busyTimeout how long to wait for another process
   * @param mostPages the most pages in the file, 0 for no limit
   * @param asItIs whether nothing is made or lifted
   * @param through what each new connection goes through; tests break it
   */
  public SqliteFile(
      Path path,
      World world,
      Duration busyTimeout,
      long mostPages,
      boolean asItIs,
      UnaryOperator<Connection> through) {
    this.path = path.toAbsolutePath().normalize();
    this.schema = new SqliteSchema(this.path);
    this.world = world;
    this.busyMillis = (int) Math.min(Integer.MAX_VALUE, busyTimeout.toMillis());
    this.mostPages = mostPages;
    this.asItIs = asItIs;
    this.through = through;
  }

  /**
   * The file.
   *
   * @return its absolute path
   */
  public Path path() {
    return path;
  }

  /**
   * Opens the file; makes it a journal if it is absent or empty, unless it is taken as it is;
   * refuses it if it is anything else.
   *
   * @return a connection that writes
   */
  public Connection open() {
    if (Files.isDirectory(path)) {
      throw new InvalidInputException(
          "journal file " + path, "it is a folder; name a file in it, for example company.db");
    }
    Path folder = path.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new InvalidInputException(
          "journal file " + path, "its folder does not exist; create it first");
    }
    if (asItIs && !Files.exists(path)) {
      throw new InvalidInputException("journal file " + path, "there is no such file");
    }
    try {
      Connection connection = connect(TransactionMode.IMMEDIATE);
      try {
        prepare(connection);
        return connection;
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw SqliteErrors.storage("open", path, e);
    }
  }

  SqliteSchema schema() {
    return schema;
  }

  private void prepare(Connection connection) throws SQLException {
    if (asItIs) {
      schema.require(connection);
      return;
    }
    // Looked at before anything is changed: another program's database stays as it is.
    schema.version(connection);
    useWriteAheadLog(connection);
    schema.prepare(connection);
  }

  /**
   * Switches to the write-ahead log. SQLite asks for the whole file for a moment and does not wait
   * for it by itself when two processes open a fresh one together.
   */
  private void useWriteAheadLog(Connection connection) throws SQLException {
    for (int waited = 0; ; waited += RETRY_MILLIS) {
      try {
        String mode = text(connection, "PRAGMA journal_mode = WAL");
        if (!mode.equals("wal")) {
          throw new StorageException(
              "Could not open the journal "
                  + path
                  + ": its file system does not support SQLite's write-ahead log (journal mode is "
                  + mode
                  + "). Put it on a local disk");
        }
        return;
      } catch (SQLException e) {
        if (!SqliteErrors.isBusy(e) || waited >= busyMillis) {
          throw e;
        }
        pause();
      }
    }
  }

  private void pause() {
    try {
      world.sleep(Duration.ofMillis(RETRY_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException("Interrupted while opening the journal " + path, e);
    }
  }

  /** A new connection, on which {@code setAutoCommit(false)} begins a transaction of that kind. */
  Connection connect(TransactionMode transactions) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setTransactionMode(transactions);
    config.setBusyTimeout(busyMillis);
    // A URI keeps SQLite's driver from reading parameters out of a path with a question mark.
    String uri = "file://" + path.toUri().getRawPath();
    Connection connection = through.apply(config.createConnection("jdbc:sqlite:" + uri));
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
      statement.execute("PRAGMA cache_size = -" + CACHE_KIB);
      if (mostPages > 0) {
        statement.execute("PRAGMA max_page_count = " + mostPages);
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Writes the file anew without what was deleted, and empties the write-ahead log. */
  public void scrub() {
    try (Connection connection = connect(TransactionMode.DEFERRED);
        Statement statement = connection.createStatement()) {
      statement.execute("VACUUM");
      try (ResultSet result = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
        result.next();
        if (result.getInt(1) != 0) {
          throw new StorageException(
              "Could not empty the write-ahead log of "
                  + path
                  + ": somebody has been reading from it all the time. Nothing was lost; try again"
                  + " when the other readers are done");
        }
      }
    } catch (SQLException e) {
      throw SqliteErrors.storage("scrub", path, e);
    }
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}

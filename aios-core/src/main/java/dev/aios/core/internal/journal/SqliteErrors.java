package dev.aios.core.internal.journal;

import dev.aios.api.StorageException;
import java.nio.file.Path;
import java.sql.SQLException;

/** Turns what SQLite reports into what a user can act on. */
final class SqliteErrors {
  private static final int BUSY = 5;
  private static final int LOCKED = 6;
  private static final int READONLY = 8;
  private static final int IOERR = 10;
  private static final int CORRUPT = 11;
  private static final int FULL = 13;
  private static final int CANTOPEN = 14;
  private static final int PROTOCOL = 15;
  private static final int NOTADB = 26;

  private SqliteErrors() {}

  static boolean isBusy(SQLException e) {
    int code = e.getErrorCode() & 0xff;
    return code == BUSY || code == LOCKED || code == PROTOCOL;
  }

  /**
   * The error for the user.
   *
   * @param doing what was being done, for example {@code "write to"}
   * @param file to which file
   * @param e what SQLite reported
   */
  static StorageException storage(String doing, Path file, SQLException e) {
    return new StorageException(
        "Could not " + doing + " the journal " + file + ": " + explained(e), e);
  }

  /**
   * The error for the user when a commit failed and the file cannot be read or written since.
   *
   * @param file which file
   * @param e what SQLite reported
   */
  static StorageException unsure(Path file, SQLException e) {
    return new StorageException(
        "Could not write to the journal "
            + file
            + ": the commit failed ("
            + e.getMessage()
            + "), and what became of it cannot be read back. The write is not to be seen now; but if"
            + " the machine or all programs on the file stop before the journal can be written"
            + " again, SQLite may find it in the log and apply it. Check the disk, and look before"
            + " you repeat what must not happen twice",
        e);
  }

  private static String explained(SQLException e) {
    return switch (e.getErrorCode() & 0xff) {
      case BUSY, LOCKED, PROTOCOL ->
          "another process holds its lock for longer than the busy timeout. Nothing was changed;"
              + " try again, or find the process that keeps a transaction open";
      case READONLY ->
          "the file or its folder is read-only. Nothing was changed; give this user the right to"
              + " write to both";
      case IOERR ->
          "the disk reported an error or is full ("
              + e.getMessage()
              + "). Nothing of the write was applied; check the disk, the journal goes on once it"
              + " works";
      case FULL ->
          "the disk is full. Nothing of the write was applied; free some space, the journal goes on"
              + " by itself";
      case CANTOPEN ->
          "the file cannot be opened or created. Check that its folder exists and that this user"
              + " may write to it";
      case NOTADB -> "it is no SQLite database. Name another file; this one was not touched";
      case CORRUPT ->
          "the file is damaged. Restore it from a backup; sqlite3's 'PRAGMA integrity_check' says"
              + " what is broken";
      default -> String.valueOf(e.getMessage());
    };
  }
}

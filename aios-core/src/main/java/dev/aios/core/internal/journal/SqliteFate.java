package dev.aios.core.internal.journal;

import dev.aios.api.value.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig.TransactionMode;

/**
 * Finds out what became of a group whose COMMIT failed. SQLite takes such a transaction back, but
 * what stands of it in the write-ahead log may be found again after a crash. So the file is opened
 * anew and looked at, and then something harmless is committed, which writes over what is left in
 * the log: after that nothing of the group can come back.
 */
final class SqliteFate {
  /** What is known of a group. */
  enum Outcome {
    /** It is durable, whatever was said. */
    APPLIED,
    /** Nothing of it was applied, and nothing ever will be. */
    NOT_APPLIED,
    /** Nobody can say: the file cannot be read or written now. */
    UNKNOWN
  }

  /** By what a group is known again. */
  sealed interface Witness {
    /**
     * The last record that it appended.
     *
     * @param position its position
     * @param hash its hash
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    record LastRecord(long position, byte[] hash) implements Witness {}

    /**
     * A row that it changed.
     *
     * @param id which
     * @param version its version since, 0 if it was removed
     * @param body its body since, null if it was removed
     */
    record ChangedRow(RowId id, long version, @Nullable Json body) implements Witness {}
  }

  private static final String RECORD = "SELECT hash FROM record WHERE position = ?";

  private static final String ROW = "SELECT version, body FROM row WHERE tab = ? AND key = ?";

  private static final String HARMLESS = "UPDATE head SET ended = ended WHERE id = 1";

  private SqliteFate() {}

  /**
   * Finds it out.
   *
   * @param file the file; nobody of this process is writing to it
   * @param witness by what the group is known, or null for one that changed counters alone
   */
  static Outcome of(SqliteFile file, @Nullable Witness witness) {
    try (Connection connection = file.connect(TransactionMode.IMMEDIATE)) {
      connection.setAutoCommit(false);
      boolean applied = witness != null && isThere(connection, witness);
      try (Statement harmless = connection.createStatement()) {
        harmless.executeUpdate(HARMLESS);
      }
      connection.setAutoCommit(true);
      return applied ? Outcome.APPLIED : witness == null ? Outcome.UNKNOWN : Outcome.NOT_APPLIED;
    } catch (SQLException e) {
      LoggerFactory.getLogger(SqliteFate.class)
          .atWarn()
          .setCause(e)
          .addKeyValue("file", file.path())
          .log("What became of a group of writes cannot be told");
      return Outcome.UNKNOWN;
    }
  }

  private static boolean isThere(Connection connection, Witness witness) throws SQLException {
    if (witness instanceof Witness.LastRecord last) {
      try (PreparedStatement find = connection.prepareStatement(RECORD)) {
        find.setLong(1, last.position());
        try (ResultSet found = find.executeQuery()) {
          return found.next() && Arrays.equals(found.getBytes(1), last.hash());
        }
      }
    }
    Witness.ChangedRow row = (Witness.ChangedRow) witness;
    try (PreparedStatement find = connection.prepareStatement(ROW)) {
      find.setString(1, row.id().table());
      find.setString(2, row.id().key());
      try (ResultSet found = find.executeQuery()) {
        Json body = row.body();
        if (!found.next()) {
          return body == null;
        }
        return body != null
            && found.getLong(1) == row.version()
            && Arrays.equals(found.getBytes(2), body.utf8());
      }
    }
  }
}

package dev.aios.core.internal.journal;

import dev.aios.api.StorageException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of a journal on SQLite, and the steps that lead to them: step 1 makes an empty file a
 * journal, each further one lifts the tables of the version before it, with what is in them. A step
 * and the raised version are one transaction: whoever is killed in the middle has changed nothing.
 *
 * <p>Steps are never changed once released; the tables are described in docs/journal-format.md.
 */
final class SqliteSchema {
  /** "AIOS" in ASCII; tells a journal from other SQLite databases. */
  static final int APPLICATION_ID = 0x41494F53;

  static final List<List<String>> STEPS =
      List.of(
          List.of(
              """
              CREATE TABLE record (
                position INTEGER PRIMARY KEY,
                time     INTEGER NOT NULL,
                kind     TEXT    NOT NULL,
                stream   INTEGER NOT NULL,
                body     TEXT    NOT NULL,
                hash     BLOB    NOT NULL
              ) STRICT
              """,
              "CREATE INDEX record_of_stream ON record (stream)",
              """
              CREATE TABLE stream (
                id   INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE
              ) STRICT
              """,
              """
              CREATE TABLE head (
                id       INTEGER PRIMARY KEY CHECK (id = 1),
                position INTEGER NOT NULL,
                time     INTEGER NOT NULL,
                hash     BLOB    NOT NULL
              ) STRICT
              """,
              "INSERT INTO head VALUES (1, 0, -9223372036854775808, zeroblob(32))",
              """
              CREATE TABLE row (
                id       INTEGER PRIMARY KEY,
                tab      TEXT    NOT NULL,
                key      TEXT    NOT NULL,
                version  INTEGER NOT NULL,
                grp      TEXT    NOT NULL,
                rank     INTEGER NOT NULL,
                body     TEXT    NOT NULL,
                position INTEGER NOT NULL,
                UNIQUE (tab, key)
              ) STRICT
              """,
              "CREATE INDEX row_listed ON row (tab, grp, rank, key)",
              """
              CREATE TABLE counter (
                name  TEXT PRIMARY KEY,
                value INTEGER NOT NULL
              ) STRICT, WITHOUT ROWID
              """,
              "PRAGMA application_id = " + APPLICATION_ID),
          List.of(
              """
              CREATE TABLE archived (
                first INTEGER PRIMARY KEY,
                last  INTEGER NOT NULL,
                time  INTEGER NOT NULL,
                hash  BLOB    NOT NULL
              ) STRICT
              """),
          List.of("ALTER TABLE head ADD COLUMN ended INTEGER NOT NULL DEFAULT 0"));

  /** The version that this program writes. */
  static final int VERSION = STEPS.size();

  private static final Set<String> COLUMNS =
      Set.of(
          ("record.position record.time record.kind record.stream record.body record.hash"
                  + " stream.id stream.name head.id head.position head.time head.hash head.ended"
                  + " row.id row.tab row.key row.version row.grp row.rank row.body row.position"
                  + " counter.name counter.value archived.first archived.last archived.time"
                  + " archived.hash")
              .split(" "));

  private static final Logger LOG = LoggerFactory.getLogger(SqliteSchema.class);

  /** One statement, and so one snapshot: another process may be making the journal just now. */
  private static final String NATURE =
      """
      SELECT (SELECT application_id FROM pragma_application_id),
             (SELECT user_version FROM pragma_user_version),
             (SELECT count(*) FROM sqlite_schema)
      """;

  private static final String FOUND =
      """
      SELECT t.name || '.' || c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c
      WHERE t.type = 'table'
      """;

  private final Path path;
  private final List<List<String>> steps;

  SqliteSchema(Path path) {
    this(path, STEPS);
  }

  SqliteSchema(Path path, List<List<String>> steps) {
    this.path = path;
    this.steps = steps;
  }

  /**
   * The version of the tables in the file, 0 if it is empty and so can become a journal; throws if
   * it is something else.
   */
  int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(NATURE)) {
      result.next();
      long application = result.getLong(1);
      int version = result.getInt(2);
      if (application == 0 && version == 0 && result.getLong(3) == 0) {
        return 0;
      }
      if (application != APPLICATION_ID || version < 1) {
        throw refused(
            "it is a SQLite database of another program. Name another file; this one was not"
                + " touched");
      }
      if (version > steps.size()) {
        throw refused(
            "a newer AIOS wrote it (schema "
                + version
                + ", this one knows up to "
                + steps.size()
                + "). Upgrade AIOS; the file was not touched");
      }
      return version;
    }
  }

  /** Makes an empty file a journal, lifts an older one to this version, and checks the result. */
  void prepare(Connection connection) throws SQLException {
    int before = version(connection);
    while (version(connection) < steps.size()) {
      connection.setAutoCommit(false);
      // Looked at again with the lock: another process may have been quicker. Who fails here closes
      // the connection, and with it the transaction.
      int version = version(connection);
      if (version < steps.size()) {
        lift(connection, version);
      }
      connection.setAutoCommit(true);
    }
    if (before > 0 && before < steps.size()) {
      LOG.atInfo()
          .addKeyValue("file", path)
          .addKeyValue("from", before)
          .addKeyValue("to", steps.size())
          .log("The journal's tables were lifted to this version");
    }
    check(connection);
  }

  private void lift(Connection connection, int version) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : steps.get(version)) {
        statement.executeUpdate(sql);
      }
      statement.executeUpdate("PRAGMA user_version = " + (version + 1));
    }
  }

  private void check(Connection connection) throws SQLException {
    TreeSet<String> missing = new TreeSet<>(COLUMNS);
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(FOUND)) {
      while (result.next()) {
        missing.remove(result.getString(1));
      }
    }
    if (!missing.isEmpty()) {
      throw refused(
          "it says that it has schema "
              + VERSION
              + ", but lacks "
              + missing
              + ": somebody has changed it. Restore it from a backup");
    }
  }

  /** Refuses to go on writing tables that a newer program has lifted meanwhile. */
  void requireKnown(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("PRAGMA user_version")) {
      result.next();
      if (result.getInt(1) > steps.size()) {
        throw new StorageException(
            "Could not write to the journal "
                + path
                + ": a newer AIOS has lifted it to schema "
                + result.getInt(1)
                + " meanwhile, this one knows up to "
                + steps.size()
                + ". Nothing was changed; stop this program and upgrade it");
      }
    }
  }

  private StorageException refused(String why) {
    return new StorageException("Could not open the journal " + path + ": " + why);
  }
}

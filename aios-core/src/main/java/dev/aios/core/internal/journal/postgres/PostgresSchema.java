package dev.aios.core.internal.journal.postgres;

import dev.aios.api.StorageException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sure that a schema is a journal, of a version that this program knows. */
public final class PostgresSchema {
  /**
   * The version that this program writes. Script N lifts the tables of version N - 1; once released
   * it is never changed.
   */
  static final int VERSION = 3;

  private static final Logger LOG = LoggerFactory.getLogger(PostgresSchema.class);

  /** Nodes that open one journal together take their turn. */
  private static final String ALONE = "SELECT pg_advisory_xact_lock(?, -1)";

  private static final String NATURE =
      """
      SELECT (SELECT count(*) FROM pg_namespace WHERE nspname = ?),
             (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = ?),
             (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = ? AND c.relname IN ('meta', 'chain', 'record', 'row')),
             current_setting('server_encoding'), current_setting('fsync'),
             current_setting('server_version_num')::int
      """;

  private static final String FOUND =
      """
      SELECT c.relname || '.' || a.attname FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
      """;

  private static final Set<String> COLUMNS =
      Set.of(
          ("meta.id meta.version meta.settled meta.ended chain.id chain.turn chain.index chain.time chain.hash"
                  + " chain.writer stream.id stream.name record.position record.chain record.index"
                  + " record.tx record.time record.stream record.kind record.body record.hash"
                  + " row.tab row.key row.version row.grp row.rank row.position row.body"
                  + " counter.name counter.value archived.chain archived.first archived.last"
                  + " archived.time archived.hash")
              .split(" "));

  private final PostgresDatabase database;

  /**
   * For one journal.
   *
   * @param database where it is
   */
  public PostgresSchema(PostgresDatabase database) {
    this.database = database;
  }

  /**
   * Makes the schema a journal if it is absent or empty, lifts an older one to this version,
   * refuses anything else.
   */
  public void prepare() {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      try {
        prepare(connection);
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw PostgresErrors.storage("open", database.name(), e);
    }
  }

  private void prepare(Connection connection) throws SQLException {
    try (PreparedStatement alone = connection.prepareStatement(ALONE)) {
      alone.setInt(1, database.lockKey());
      alone.execute();
    }
    boolean fresh = isMissing(connection);
    int version = fresh ? 0 : version(connection);
    if (version > VERSION) {
      throw refused(
          "a newer AIOS wrote it (schema version "
              + version
              + ", this one knows up to "
              + VERSION
              + "). Upgrade AIOS; the schema was not touched");
    }
    if (version < VERSION) {
      lift(connection, version);
    }
    check(connection);
    if (!fresh) {
      settle(connection);
    }
  }

  private void lift(Connection connection, int from) throws SQLException {
    for (int version = from + 1; version <= VERSION; version++) {
      database.run(connection, PostgresDatabase.resource("schema-" + version + ".sql"));
    }
    database.run(connection, PostgresDatabase.resource("append-3.sql"));
    database.run(connection, PostgresDatabase.resource("archive-3.sql"));
    try (PreparedStatement raise =
        connection.prepareStatement(database.sql("UPDATE \"SCHEMA\".meta SET version = ?"))) {
      raise.setInt(1, VERSION);
      raise.executeUpdate();
    }
    if (from > 0) {
      LOG.atInfo()
          .addKeyValue("schema", database.schema())
          .addKeyValue("from", from)
          .addKeyValue("to", VERSION)
          .log("The journal's tables were lifted to this version");
    }
  }

  private void check(Connection connection) throws SQLException {
    TreeSet<String> missing = new TreeSet<>(COLUMNS);
    try (PreparedStatement columns = connection.prepareStatement(FOUND)) {
      columns.setString(1, database.schema());
      try (ResultSet found = columns.executeQuery()) {
        while (found.next()) {
          missing.remove(found.getString(1));
        }
      }
    }
    if (!missing.isEmpty()) {
      throw refused(
          "it says that it has schema version "
              + VERSION
              + ", but lacks "
              + missing
              + ": somebody has changed it. Restore it from a backup");
    }
  }

  /** Whether there is no journal yet and one can be made; creates the schema itself. */
  private boolean isMissing(Connection connection) throws SQLException {
    try (PreparedStatement nature = connection.prepareStatement(NATURE)) {
      for (int i = 1; i <= 3; i++) {
        nature.setString(i, database.schema());
      }
      try (ResultSet found = nature.executeQuery()) {
        found.next();
        if (!found.getString(4).equals("UTF8")) {
          throw refused(
              "the database's encoding is "
                  + found.getString(4)
                  + ", which cannot hold all text. Create it with ENCODING 'UTF8'");
        }
        if (found.getInt(6) < 130000) {
          throw refused("the server is older than PostgreSQL 13. Upgrade it");
        }
        if (!found.getString(5).equals("on")) {
          LOG.atWarn()
              .addKeyValue("schema", database.schema())
              .log("PostgreSQL runs with fsync off: a crash of its machine loses what was written");
        }
        if (found.getInt(2) > 0 && found.getInt(3) < 4) {
          throw refused(
              "the schema holds something else. Name another schema; this one was not touched");
        }
        if (found.getInt(1) == 0) {
          database.run(connection, "CREATE SCHEMA \"SCHEMA\"");
        }
        return found.getInt(2) == 0;
      }
    }
  }

  /**
   * Whether a newer program has lifted the tables since this one began, and this is why a statement
   * failed.
   */
  static boolean isOutgrown(PostgresDatabase database, SQLException e) {
    // an undefined function, table or column
    if (!Set.of("42883", "42P01", "42703").contains(PostgresErrors.state(e))) {
      return false;
    }
    try (Connection connection = database.borrow()) {
      return new PostgresSchema(database).version(connection) > VERSION;
    } catch (SQLException | StorageException other) {
      e.addSuppressed(other);
      return false;
    }
  }

  private int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(database.sql("SELECT version FROM \"SCHEMA\".meta"))) {
      if (!result.next()) {
        throw refused("its table meta has lost its row. Restore it from a backup");
      }
      return result.getInt(1);
    }
  }

  /**
   * After a dump was restored on another server, transaction ids begin anew: what is there already
   * is marked as settled.
   */
  private void settle(Connection connection) throws SQLException {
    database.run(
        connection,
        """
        UPDATE "SCHEMA".meta SET settled = last.position
        FROM (SELECT position, tx FROM "SCHEMA".record ORDER BY position DESC LIMIT 1) last
        WHERE last.tx >= pg_snapshot_xmax(pg_current_snapshot()) AND settled < last.position
        """);
  }

  private StorageException refused(String why) {
    return new StorageException("Could not open " + database.name() + ": " + why);
  }
}

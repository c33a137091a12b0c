package dev.aios.core.internal.journal.postgres;

import dev.aios.api.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * Where a journal is: a database, reached through a data source, and a schema in it. Thread-safe.
 */
public final class PostgresDatabase {
  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  private final DataSource writing;
  private final DataSource reading;
  private final String schema;

  /**
   * Names a place; does not connect yet.
   *
   * @param writing gives the connection that writes, and is held
   * @param reading gives connections that read, for a moment each
   * @param schema the schema, lower-case letters, digits and underscores
   */
  public PostgresDatabase(DataSource writing, DataSource reading, String schema) {
    if (!NAME.matcher(schema).matches() || schema.startsWith("pg_")) {
      throw new InvalidInputException(
          "schema",
          "'"
              + schema
              + "' is not of lower-case letters, digits and underscores, at most 63, not beginning"
              + " with a digit or pg_");
    }
    this.writing = writing;
    this.reading = reading;
    this.schema = schema;
  }

  /**
   * The journal as messages name it.
   *
   * @return for example {@code the journal in PostgreSQL schema aios}
   */
  public String name() {
    return "the journal in PostgreSQL schema " + schema;
  }

  String schema() {
    return schema;
  }

  /**
   * A connection to read with. Each statement is a transaction, and so its isolation does not
   * matter: to ask for it would be a round trip for each reading.
   */
  Connection borrow() throws SQLException {
    Connection connection = reading.getConnection();
    try {
      commitEachStatement(connection);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** A connection to keep. Each statement is committed, and sees what was committed before it. */
  Connection connect() throws SQLException {
    Connection connection = writing.getConnection();
    try {
      commitEachStatement(connection);
      if (connection.getTransactionIsolation() != Connection.TRANSACTION_READ_COMMITTED) {
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      }
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** What the driver knows by itself is asked; it costs nothing. */
  private static void commitEachStatement(Connection connection) throws SQLException {
    if (!connection.getAutoCommit()) {
      connection.setAutoCommit(true);
    }
  }

  /** A statement with this journal's schema in it. */
  String sql(String text) {
    return text.replace("\"SCHEMA\"", '"' + schema + '"');
  }

  /**
   * The key of this journal's advisory locks; two schemas with one key only wait for each other.
   */
  int lockKey() {
    return ("aios/" + schema).hashCode();
  }

  void run(Connection connection, String script) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql(script));
    }
  }

  static String resource(String name) {
    try (InputStream in = PostgresDatabase.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("aios-core was packed without " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.aios.tests.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL of this test JVM: started when it is first asked for, as durable as in production,
 * stopped with the JVM. Each test takes a schema of its own.
 */
public final class Postgres {
  private static final AtomicInteger SCHEMAS = new AtomicInteger();
  private static @Nullable EmbeddedPostgres server;

  private Postgres() {}

  /** A server with the settings of production: nothing is said to be durable that is not. */
  public static EmbeddedPostgres start() throws IOException {
    return EmbeddedPostgres.builder()
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("full_page_writes", "on")
        .setServerConfig("max_connections", "300")
        .setServerConfig("shared_buffers", "128MB")
        .start();
  }

  private static synchronized EmbeddedPostgres server() {
    EmbeddedPostgres running = server;
    if (running == null) {
      try {
        running = start();
        server = running;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return running;
  }

  /** The shared server's URL. */
  public static String url() {
    return server().getJdbcUrl("postgres", "postgres");
  }

  /** A name that no other test has. */
  public static String freshSchema() {
    return "test_" + SCHEMAS.incrementAndGet();
  }

  /** Runs one statement beside the journal. */
  public static int execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      return statement.execute(sql) ? 0 : statement.getUpdateCount();
    }
  }
}

package dev.aios.tests.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL of this test JVM: started when it is first asked for, as durable as in production,
 * stopped with the JVM. Each test takes a schema of its own.
 */
public final class Postgres {
  private static final AtomicInteger SCHEMAS = new AtomicInteger();
  private static final Map<Path, String> FOLDERS = new ConcurrentHashMap<>();
  private static @Nullable EmbeddedPostgres server;
  private static @Nullable HikariDataSource pool;
  private static @Nullable HikariDataSource quick;

  private Postgres() {}

  /** A server with the settings of production: nothing is said to be durable that is not. */
  public static EmbeddedPostgres start() throws IOException {
    return start("on");
  }

  private static EmbeddedPostgres start(String fsync) throws IOException {
    return EmbeddedPostgres.builder()
        .setPGStartupWait(Duration.ofMinutes(2))
        .setServerConfig("fsync", fsync)
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

  /** One schema for each folder, so that a test that opens its journal again finds it. */
  public static String schemaOf(Path folder) {
    return FOLDERS.computeIfAbsent(folder, each -> freshSchema());
  }

  /** Connections that all tests share, as a host's pool would give them. */
  public static synchronized DataSource pool() {
    HikariDataSource shared = pool;
    if (shared == null) {
      HikariConfig config = new HikariConfig();
      config.setJdbcUrl(url());
      config.setMaximumPoolSize(20);
      shared = new HikariDataSource(config);
      pool = shared;
    }
    return shared;
  }

  /**
   * Connections to a second server, which does not wait for the disk: for statements about the
   * engine, which say nothing of power cuts and are many.
   */
  public static synchronized DataSource quickPool() {
    HikariDataSource shared = quick;
    if (shared == null) {
      HikariConfig config = new HikariConfig();
      try {
        config.setJdbcUrl(start("off").getJdbcUrl("postgres", "postgres"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      config.setMaximumPoolSize(20);
      // A backend remembers every table that it has ever seen, and each test makes its own.
      config.setMaxLifetime(Duration.ofSeconds(30).toMillis());
      shared = new HikariDataSource(config);
      quick = shared;
    }
    return shared;
  }

  /** Runs one statement beside the journal. */
  public static int execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      return statement.execute(sql) ? 0 : statement.getUpdateCount();
    }
  }

  /** The one number that a query gives. */
  public static int number(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getInt(1);
    }
  }
}

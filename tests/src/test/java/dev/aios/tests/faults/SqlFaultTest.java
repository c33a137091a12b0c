package dev.aios.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.AiosException;
import dev.aios.api.ClosedException;
import dev.aios.api.StorageException;
import dev.aios.api.journal.Journal;
import dev.aios.core.Aios;
import dev.aios.core.journal.BrokenSqlite;
import dev.aios.core.journal.PostgresJournal;
import dev.aios.core.journal.PostgresOptions;
import dev.aios.testkit.world.VirtualWorld;
import dev.aios.tests.faults.SqlFault.Kind;
import dev.aios.tests.postgres.Postgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * A company's work on a journal of which one SQL statement fails, whichever: in the same process
 * everything comes to its end all the same, unless it died, and the next process finds it whole.
 */
class SqlFaultTest {
  private static final Duration LEASE = Duration.ofMinutes(15);
  private static final Duration LONG = Duration.ofHours(2);

  /** The databases. */
  enum Store implements SqlFault.Database {
    SQLITE {
      @Override
      Journal open(Path dir, VirtualWorld world, SqlFault fault) {
        return BrokenSqlite.open(dir.resolve("company.db"), world, fault::through);
      }

      @Override
      void check(Path dir) throws SQLException {
        try (Connection connection =
                DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("company.db"));
            Statement statement = connection.createStatement();
            ResultSet result = statement.executeQuery("PRAGMA integrity_check")) {
          result.next();
          assertThat(result.getString(1)).isEqualTo("ok");
        }
      }

      @Override
      public SQLException broken() {
        return new SQLException("disk I/O error, by the test", null, 10);
      }

      @Override
      public SQLException full() {
        return new SQLException("database or disk is full, by the test", null, 13);
      }

      @Override
      public boolean writes(String sql) {
        return !SqlFault.begins(sql, "select", "pragma");
      }

      @Override
      public void breaks(Connection connection) {}
    },

    POSTGRES {
      @Override
      Journal open(Path dir, VirtualWorld world, SqlFault fault) {
        return PostgresJournal.open(
            fault.through(Postgres.quickPool()),
            world,
            PostgresOptions.DEFAULTS.schema(Postgres.schemaOf(dir)));
      }

      @Override
      void check(Path dir) {}

      @Override
      public SQLException broken() {
        return new SQLException("the connection was cut by the test", "08006");
      }

      @Override
      public SQLException full() {
        return new PSQLException(
            new ServerErrorMessage(
                "SERROR\0VERROR\0C53100\0Mcould not extend file, by the test\0"));
      }

      @Override
      public boolean writes(String sql) {
        return sql.contains(".append(")
            || SqlFault.begins(sql, "create", "insert", "update", "delete");
      }

      @Override
      public void breaks(Connection connection) throws SQLException {
        connection.abort(Runnable::run);
      }
    };

    abstract Journal open(Path dir, VirtualWorld world, SqlFault fault);

    /** What the database itself says of its files. */
    abstract void check(Path dir) throws SQLException;
  }

  @TempDir Path temp;

  @ParameterizedTest
  @EnumSource
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void some_statements_fail_in_each_way_and_nothing_is_lost_or_done_twice(Store store)
      throws Exception {
    fail(store, 29);
  }

  @ParameterizedTest
  @EnumSource
  @Tag("torture")
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void every_statement_fails_in_each_way_and_nothing_is_lost_or_done_twice(Store store)
      throws Exception {
    fail(store, 1);
  }

  private void fail(Store store, int stride) throws Exception {
    SqlFault counting = SqlFault.none(store);
    trial(store, counting, Files.createDirectory(temp.resolve("whole")));
    Map<Kind, Integer> struck = new EnumMap<>(Kind.class);
    int trials = 0;
    long first = 1;
    for (Kind kind : Kind.values()) {
      for (long at = first; at <= counting.seen(); at += stride) {
        SqlFault fault = new SqlFault(store, kind, at);
        try {
          trial(store, fault, Files.createDirectory(temp.resolve(kind + "-" + at)));
        } catch (AssertionError | AiosException e) {
          throw new AssertionError(kind + " at statement " + at + ": " + fault.struck(), e);
        }
        trials++;
        struck.merge(kind, fault.struck().isEmpty() ? 0 : 1, Integer::sum);
      }
      // Not the same statements for each kind.
      first = first % stride + 1;
    }
    System.out.println(
        store + ": " + counting.seen() + " statements, " + trials + " trials, struck " + struck);
    // The last ones may come later than where the work without faults ended.
    assertThat(struck.values().stream().mapToInt(Integer::intValue).sum())
        .isGreaterThan(trials * 9 / 10);
  }

  private void trial(Store store, SqlFault fault, Path dir) throws Exception {
    Business business = new Business();
    Instant next = process(store, fault, dir, business, VirtualWorld.START, 1);
    process(store, SqlFault.none(store), dir, business, next, 2);
    store.check(dir);
  }

  /** One process; returns when the next can begin. */
  private Instant process(
      Store store, SqlFault fault, Path dir, Business business, Instant from, long seed)
      throws Exception {
    VirtualWorld world = VirtualWorld.builder().startingAt(from).seed(seed).oneAtATime().build();
    Journal journal = null;
    try {
      journal = store.open(dir, world, fault);
      Aios aios =
          business.open(
              Aios.builder()
                  .journal(world.watching(journal))
                  .world(world)
                  .lease(LEASE)
                  .poll(Duration.ofSeconds(5)));
      ask(business, aios);
      boolean done =
          world.advanceUntil(() -> fault.isDead() || isDone(business, aios, fault), LONG);
      assertThat(done).as("it comes to its end: %s", aios.runs().list(null, 100)).isTrue();
      if (!fault.isDead()) {
        business.verify(aios);
        aios.close();
        assertThat(world.failures()).as("tasks that threw").isEmpty();
      }
    } catch (StorageException | ClosedException e) {
      // It could not be opened, or died under its caller.
      assertThat(fault.struck()).as("%s", e).isNotEmpty();
    } finally {
      world.close();
      if (journal != null) {
        journal.close();
      }
    }
    return world.instant().plus(LEASE).plusSeconds(1);
  }

  /** A caller who is told that the store failed asks again. */
  private static void ask(Business business, Aios aios) {
    for (int tries = 0; ; tries++) {
      try {
        business.ask(aios);
        return;
      } catch (StorageException e) {
        if (tries == 5) {
          throw e;
        }
      }
    }
  }

  private static boolean isDone(Business business, Aios aios, SqlFault fault) {
    try {
      return business.isDone(aios);
    } catch (StorageException e) {
      assertThat(fault.struck()).as("%s", e).isNotEmpty();
      return false;
    }
  }
}

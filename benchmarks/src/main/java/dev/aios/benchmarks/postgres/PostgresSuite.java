package dev.aios.benchmarks.postgres;

import dev.aios.benchmarks.Report;
import dev.aios.benchmarks.Rounds;
import dev.aios.benchmarks.Settings;
import dev.aios.benchmarks.Suite;
import dev.aios.benchmarks.engine.EngineLoad;
import dev.aios.benchmarks.engine.JournalLoad;
import dev.aios.core.Aios;
import dev.aios.core.internal.SystemWorld;
import dev.aios.core.journal.PostgresJournal;
import dev.aios.core.journal.PostgresOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Durable work on PostgreSQL a second, beside raw inserts and DBOS on the same server. */
public final class PostgresSuite implements Suite {
  private static final List<String> STEPS =
      List.of(
          "steps_seq_pg", "steps_16_pg", "steps_64_pg", "dbos_seq_pg", "dbos_16_pg", "dbos_64_pg");

  @Override
  public void run(Settings settings, List<String> arguments, Report report) throws Exception {
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setDataDirectory(settings.folder().resolve("pg").toFile())
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("max_connections", "300")
            .setServerConfig("shared_buffers", "512MB")
            .setServerConfig("max_wal_size", "4GB")
            .start()) {
      String url = server.getJdbcUrl("postgres", "postgres");
      sql(url, "CREATE DATABASE peer");
      speed(settings, url, server.getJdbcUrl("postgres", "peer"), report);
      Recovery.Took took = Recovery.measure(url, 10_000);
      report.result("recover_10k_first_s", took.first(), "s");
      report.result("recover_10k_s", took.all(), "s");
    }
  }

  private static void speed(Settings settings, String url, String peer, Report report)
      throws Exception {
    PostgresOptions options = PostgresOptions.DEFAULTS;
    try (SystemWorld world = new SystemWorld();
        PostgresJournal journal = PostgresJournal.open(url, world, options.schema("journal"));
        RawPostgres one = new RawPostgres(url, "raw_1");
        RawPostgres many = new RawPostgres(url, "raw_64");
        Aios aios = Aios.builder().postgres(url).open();
        DbosLoad dbos = new DbosLoad(peer, "postgres")) {
      JournalLoad load = new JournalLoad(journal, world.executor());
      EngineLoad engine = new EngineLoad(aios);
      // The compiler of the JVM needs some hundred thousand steps until it is done.
      engine.stepsPerSecond(64, settings.quick() ? 3 : 15);
      dbos.stepsPerSecond(64, settings.quick() ? 1 : 10);
      Rounds rounds =
          new Rounds()
              .add("pg_raw_1", seconds -> one.rowsPerSecond(1, seconds))
              .add("steps_seq_pg", engine::stepsPerSecondInTurn)
              .add("dbos_seq_pg", seconds -> dbos.stepsPerSecond(1, seconds))
              .add("pg_raw_64", seconds -> many.rowsPerSecond(64, seconds))
              .add("journal_64_pg", seconds -> load.writesPerSecond(64, seconds))
              .add("steps_16_pg", seconds -> engine.stepsPerSecond(16, seconds))
              .add("dbos_16_pg", seconds -> dbos.stepsPerSecond(16, seconds))
              .add("steps_64_pg", seconds -> engine.stepsPerSecond(64, seconds))
              .add("dbos_64_pg", seconds -> dbos.stepsPerSecond(64, seconds));
      rounds.run(settings.quick() ? 2 : 7, settings.quick() ? 0.5 : 2);
      report.result("pg_raw_1", rounds.median("pg_raw_1"), "commits/s");
      report.result("pg_raw_64", rounds.median("pg_raw_64"), "rows/s");
      report.result("journal_64_pg", rounds.median("journal_64_pg"), "writes/s");
      for (String name : STEPS) {
        report.result(name, rounds.median(name), "steps/s");
      }
      report.ratio("steps_seq_pg", rounds.ratio("steps_seq_pg", "pg_raw_1"), "pg_raw_1");
      report.ratio("steps_seq_pg", rounds.ratio("steps_seq_pg", "dbos_seq_pg"), "dbos_seq_pg");
      report.ratio("steps_64_pg", rounds.ratio("steps_64_pg", "pg_raw_64"), "pg_raw_64");
      report.ratio("steps_64_pg", rounds.ratio("steps_64_pg", "dbos_64_pg"), "dbos_64_pg");
    }
  }

  private static void sql(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

package dev.aios.benchmarks.engine;

import dev.aios.api.journal.Verification;
import dev.aios.api.proof.Ed25519Key;
import dev.aios.benchmarks.Report;
import dev.aios.benchmarks.Rounds;
import dev.aios.benchmarks.Settings;
import dev.aios.benchmarks.Suite;
import dev.aios.core.Aios;
import dev.aios.core.internal.SystemWorld;
import dev.aios.core.journal.SqliteJournal;
import java.util.List;

/** Durable work a second, beside what the disk and SQLite can do at most in the same minute. */
public final class EngineSuite implements Suite {
  @Override
  public void run(Settings settings, List<String> arguments, Report report) throws Exception {
    RawFsync fsync = new RawFsync(settings.folder());
    try (SystemWorld world = new SystemWorld();
        SqliteJournal journal = SqliteJournal.open(settings.folder().resolve("journal.db"), world);
        RawSqlite single = new RawSqlite(settings.folder(), "raw-1.db");
        RawSqlite batched = new RawSqlite(settings.folder(), "raw-256.db");
        Aios sqlite = Aios.builder().sqlite(settings.folder().resolve("engine.db")).open();
        Aios signing =
            Aios.builder()
                .sqlite(settings.folder().resolve("signed.db"))
                .signedBy(Ed25519Key.generate("benchmark"))
                .open();
        Aios memory = Aios.builder().memory().open()) {
      EngineLoad durable = new EngineLoad(sqlite);
      EngineLoad signed = new EngineLoad(signing);
      EngineLoad inMemory = new EngineLoad(memory);
      JournalLoad load = new JournalLoad(journal, world.executor());
      // The compiler of the JVM needs some hundred thousand writes until it is done.
      load.writesPerSecond(256, settings.quick() ? 3 : 15);
      durable.stepsPerSecond(64, settings.quick() ? 6 : 20);
      signed.stepsPerSecond(64, settings.quick() ? 1 : 5);
      inMemory.stepsPerSecondInTurn(settings.quick() ? 1.5 : 5);
      Rounds rounds =
          new Rounds()
              .add("fsync_raw", fsync::perSecond)
              .add("sqlite_raw_1", seconds -> single.rowsPerSecond(1, seconds))
              .add("journal_seq", load::writesPerSecondInTurn)
              .add("sqlite_raw_256", seconds -> batched.rowsPerSecond(256, seconds))
              .add("journal_16", seconds -> load.writesPerSecond(16, seconds))
              .add("journal_64", seconds -> load.writesPerSecond(64, seconds))
              .add("journal_256", seconds -> load.writesPerSecond(256, seconds))
              .add("steps_seq_sqlite", durable::stepsPerSecondInTurn)
              .add("steps_64_sqlite", seconds -> durable.stepsPerSecond(64, seconds))
              .add("steps_64_signed", seconds -> signed.stepsPerSecond(64, seconds))
              .add("steps_seq_memory", inMemory::stepsPerSecondInTurn);
      rounds.run(settings.quick() ? 3 : 7, settings.quick() ? 0.5 : 2);
      report.result("fsync_raw", rounds.median("fsync_raw"), "fsyncs/s");
      report.result("sqlite_raw_1", rounds.median("sqlite_raw_1"), "commits/s");
      report.result("sqlite_raw_256", rounds.median("sqlite_raw_256"), "rows/s");
      for (String name : List.of("journal_seq", "journal_16", "journal_64", "journal_256")) {
        report.result(name, rounds.median(name), "writes/s");
      }
      report.ratio("journal_seq", rounds.ratio("journal_seq", "fsync_raw"), "fsync_raw");
      // A write is a record and a row.
      report.ratio(
          "journal_64", 2 * rounds.ratio("journal_64", "sqlite_raw_256"), "sqlite_raw_256");
      report.result("records_verify", verify(journal), "records/s");
      for (String name : List.of("steps_seq_sqlite", "steps_64_sqlite", "steps_seq_memory")) {
        report.result(name, rounds.median(name), "steps/s");
      }
      report.ratio("steps_seq_sqlite", rounds.ratio("steps_seq_sqlite", "fsync_raw"), "fsync_raw");
      report.ratio(
          "steps_64_sqlite", rounds.ratio("steps_64_sqlite", "sqlite_raw_256"), "sqlite_raw_256");
      report.result("steps_64_signed", rounds.median("steps_64_signed"), "steps/s");
      report.ratio(
          "steps_64_signed", rounds.ratio("steps_64_signed", "steps_64_sqlite"), "steps_64_sqlite");
      report.result("step_overhead_us", 1e6 / rounds.median("steps_seq_memory"), "us");
      report.result("startup_ms", startup(settings), "ms");
    }
  }

  /** Opening an empty runtime on a new file, in a process that has done so before: the median. */
  private static double startup(Settings settings) {
    double[] took = new double[9];
    for (int i = 0; i < took.length; i++) {
      long start = System.nanoTime();
      try (Aios aios =
          Aios.builder().sqlite(settings.folder().resolve("start-" + i + ".db")).open()) {
        took[i] = (System.nanoTime() - start) / 1e6;
        if (!aios.inbox().open().isEmpty()) {
          throw new IllegalStateException("A new runtime has something in its inbox");
        }
      }
    }
    java.util.Arrays.sort(took);
    return took[took.length / 2];
  }

  private static double verify(SqliteJournal journal) {
    double best = 0;
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      Verification found = journal.verify();
      if (!found.ok()) {
        throw new IllegalStateException("The journal does not verify: " + found);
      }
      best = Math.max(best, found.records() * 1e9 / (System.nanoTime() - start));
    }
    return best;
  }
}

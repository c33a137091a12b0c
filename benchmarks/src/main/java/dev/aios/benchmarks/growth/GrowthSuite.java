package dev.aios.benchmarks.growth;

import dev.aios.api.journal.Draft;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Write;
import dev.aios.api.value.Json;
import dev.aios.benchmarks.Report;
import dev.aios.benchmarks.Settings;
import dev.aios.benchmarks.Suite;
import dev.aios.benchmarks.engine.EngineLoad;
import dev.aios.core.Aios;
import dev.aios.core.internal.SystemWorld;
import dev.aios.core.journal.SqliteJournal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Steps a second on a journal that begins with 10,000 records, and on one of ten million. Both are
 * measured in turn, so that a disk whose speed changes treats them alike, and opened for each
 * round, so that their logs begin empty alike. The small one is a new one in each round: the load
 * itself makes a journal grow by tens of thousands of records a second.
 */
public final class GrowthSuite implements Suite {
  private static final int BATCH = 1_000;
  private static final int FEW = 10_000;
  private static final int CALLERS = 64;

  @Override
  public void run(Settings settings, List<String> arguments, Report report) throws Exception {
    long records =
        arguments.isEmpty()
            ? (settings.quick() ? 500_000 : 10_000_000)
            : Long.parseLong(arguments.get(0));
    Path many = settings.folder().resolve("many.db");
    long began = System.nanoTime();
    long filled = filled(many, records);
    report.result("growth_fill", records * 1e9 / (System.nanoTime() - began), "records/s");
    report.result("growth_records", (double) filled, "records");
    Path warm = settings.folder().resolve("warm.db");
    filled(warm, FEW);
    measured(warm, "warm-", settings.quick() ? 4 : 15);
    measured(many, "warm-", settings.quick() ? 2 : 5);
    double[] ratios = new double[settings.quick() ? 5 : 9];
    double[] figures = new double[ratios.length];
    double[] ends = new double[ratios.length];
    for (int round = 0; round < ratios.length; round++) {
      double seconds = settings.quick() ? 1.5 : 3;
      Path few = settings.folder().resolve("few-" + round + ".db");
      long head = filled(few, FEW);
      if (head != FEW) {
        throw new IllegalStateException(few + " begins with " + head + " records");
      }
      Measured small = measured(few, "round-" + round + "-", seconds);
      Measured large = measured(many, "round-" + round + "-", seconds);
      figures[round] = large.stepsPerSecond();
      ratios[round] = figures[round] / small.stepsPerSecond();
      ends[round] = small.head();
    }
    report.result("growth_few_records", FEW, "records");
    report.result("growth_few_records_after", median(ends), "records");
    report.result("steps_64_grown", median(figures), "steps/s");
    report.ratio("steps_64_grown", median(ratios), "steps_64_from_10000_records");
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  /**
   * A load's figure.
   *
   * @param head how many records the journal had after it
   */
  private record Measured(double stepsPerSecond, long head) {}

  private static Measured measured(Path file, String prefix, double seconds)
      throws InterruptedException {
    try (SystemWorld world = new SystemWorld();
        SqliteJournal journal = SqliteJournal.open(file, world);
        Aios aios = Aios.builder().journal(journal).open()) {
      double figure = new EngineLoad(aios, prefix).stepsPerSecond(CALLERS, seconds);
      return new Measured(figure, journal.head());
    }
  }

  /** Makes a journal with so many records, and closes it. */
  private static long filled(Path file, long records) {
    try (SystemWorld world = new SystemWorld();
        SqliteJournal journal = SqliteJournal.open(file, world)) {
      fill(journal, records);
      return journal.head();
    }
  }

  /** Records as runs write them: eleven of each stream, with bodies of some 200 bytes. */
  private static void fill(Journal journal, long records) {
    Json body = Json.of("{\"node\":\"step-1\",\"value\":\"" + "x".repeat(170) + "\"}");
    long stream = 0;
    int of = 0;
    for (long done = 0; done < records; done += BATCH) {
      List<Draft> drafts = new ArrayList<>(BATCH);
      for (int i = 0; i < BATCH; i++) {
        drafts.add(new Draft("step.completed", "run/old/" + stream, body));
        if (++of == 11) {
          of = 0;
          stream++;
        }
      }
      journal.writeNow(new Write(drafts, List.of(), List.of()));
    }
  }
}

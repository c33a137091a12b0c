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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Steps a second on a journal of some thousand records, and on one of ten million: two files, both
 * measured in turn, so that a disk whose speed changes treats them alike.
 */
public final class GrowthSuite implements Suite {
  private static final int BATCH = 1_000;
  private static final int CALLERS = 64;

  @Override
  public void run(Settings settings, List<String> arguments, Report report) throws Exception {
    long records =
        arguments.isEmpty()
            ? (settings.quick() ? 500_000 : 10_000_000)
            : Long.parseLong(arguments.get(0));
    try (SystemWorld world = new SystemWorld();
        SqliteJournal few = SqliteJournal.open(settings.folder().resolve("few.db"), world);
        SqliteJournal many = SqliteJournal.open(settings.folder().resolve("many.db"), world)) {
      fill(few, 10_000);
      long began = System.nanoTime();
      fill(many, records);
      report.result("growth_records", many.head(), "records");
      report.result("growth_fill", records * 1e9 / (System.nanoTime() - began), "records/s");
      try (Aios small = Aios.builder().journal(few).open();
          Aios large = Aios.builder().journal(many).open()) {
        EngineLoad onFew = new EngineLoad(small);
        EngineLoad onMany = new EngineLoad(large);
        onFew.stepsPerSecond(CALLERS, settings.quick() ? 4 : 15);
        onMany.stepsPerSecond(CALLERS, settings.quick() ? 2 : 5);
        double[] ratios = new double[settings.quick() ? 5 : 9];
        double[] figures = new double[ratios.length];
        for (int round = 0; round < ratios.length; round++) {
          double seconds = settings.quick() ? 1.5 : 3;
          double before = onFew.stepsPerSecond(CALLERS, seconds);
          figures[round] = onMany.stepsPerSecond(CALLERS, seconds);
          ratios[round] = figures[round] / before;
        }
        Arrays.sort(ratios);
        Arrays.sort(figures);
        report.result("steps_64_grown", figures[figures.length / 2], "steps/s");
        report.ratio("steps_64_grown", ratios[ratios.length / 2], "steps_64_at_10000_records");
      }
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

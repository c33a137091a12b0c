package dev.aios.benchmarks.archive;

import dev.aios.api.run.Run;
import dev.aios.api.saga.Saga;
import dev.aios.api.saga.SagaBuilder;
import dev.aios.benchmarks.Callers;
import dev.aios.benchmarks.Report;
import dev.aios.benchmarks.Settings;
import dev.aios.benchmarks.Suite;
import dev.aios.core.Aios;
import dev.aios.core.AiosBuilder;
import dev.aios.core.archive.ArchiveFile;
import dev.aios.core.archive.ArchiveRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Runs of ten steps by four callers on SQLite, for some time without an archive and as long with
 * one that takes each run as soon as it has ended: by how much the file grows in the second half,
 * and how long a run takes. Then how fast a full journal is archived.
 */
public final class ArchiveSuite implements Suite {
  private static final int CALLERS = 4;
  private static final int STEPS = 10;
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Saga<String, String> saga = saga();
  private final AtomicLong keys = new AtomicLong();

  private static Saga<String, String> saga() {
    SagaBuilder<String, String> builder = Saga.named("ten-steps", 1, String.class);
    for (int i = 1; i <= STEPS; i++) {
      builder = builder.step("step-" + i, (String value) -> value).idempotent();
    }
    return builder.build();
  }

  @Override
  public void run(Settings settings, List<String> arguments, Report report) throws Exception {
    if (arguments.contains("left")) {
      left(settings, report);
      return;
    }
    double seconds = settings.quick() ? 5 : 30;
    Path plain = settings.folder().resolve("plain.db");
    Path archived = settings.folder().resolve("archived.db");
    Path folder = settings.folder().resolve("archive");
    ArchiveRule rule =
        ArchiveRule.to(folder).closedFor(Duration.ZERO).every(Duration.ofMillis(100));
    measured("_without", plain, Aios.builder().sqlite(plain), seconds, report);
    measured("_with", archived, Aios.builder().sqlite(archived).archive(rule), seconds, report);
    Path bounded = settings.folder().resolve("bounded.db");
    ArchiveRule forgetting =
        ArchiveRule.to(settings.folder().resolve("bounded"))
            .closedFor(Duration.ZERO)
            .forgetKeysAfter(Duration.ZERO)
            .every(Duration.ofMillis(100));
    measured(
        "_forgetting",
        bounded,
        Aios.builder().sqlite(bounded).archive(forgetting),
        seconds,
        report);
    Path later = settings.folder().resolve("later");
    ArchiveRule rarely = ArchiveRule.to(later).closedFor(Duration.ZERO).every(Duration.ofDays(1));
    // the duty's first look finds nothing due yet: the runs end after it
    try (Aios aios =
        Aios.builder().sqlite(settings.folder().resolve("full.db")).archive(rarely).open()) {
      double runs = Callers.perSecond(16, seconds, () -> one(aios)) * seconds;
      long began = System.nanoTime();
      long records = aios.archive().now().stream().mapToLong(ArchiveFile::records).sum();
      report.result(
          "archive_records_per_s", records * 1e9 / (System.nanoTime() - began), "records/s");
      report.result("archive_file_bytes_a_run", size(later) / runs, "bytes");
    }
  }

  private static void left(Settings settings, Report report) throws Exception {
    int runs = settings.quick() ? 2_000 : 20_000;
    Leftovers.measure(settings.folder(), false, runs, report);
    Leftovers.measure(settings.folder(), true, runs, report);
  }

  private void measured(
      String suffix, Path file, AiosBuilder builder, double seconds, Report report)
      throws InterruptedException, IOException {
    try (Aios aios = builder.open()) {
      Callers.perSecond(CALLERS, seconds, () -> one(aios));
      long before = Files.size(file);
      ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
      Callers.perSecond(
          CALLERS,
          seconds,
          () -> {
            long began = System.nanoTime();
            one(aios);
            nanos.add(System.nanoTime() - began);
          });
      long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
      report.result("archive_runs" + suffix, sorted.length / seconds, "runs/s");
      report.result("archive_run_p50_ms" + suffix, sorted[sorted.length / 2] / 1e6, "ms");
      report.result("archive_run_p99_ms" + suffix, sorted[sorted.length * 99 / 100] / 1e6, "ms");
      report.result("archive_run_max_ms" + suffix, sorted[sorted.length - 1] / 1e6, "ms");
      report.result(
          "archive_growth_a_run" + suffix,
          (double) (Files.size(file) - before) / sorted.length,
          "bytes");
      report.result("archive_journal_mb" + suffix, Files.size(file) / 1e6, "MB");
    }
  }

  private void one(Aios aios) {
    Run<String> run = aios.start(saga, "payload", "run-" + keys.incrementAndGet());
    run.await(LONG);
  }

  private static double size(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return Arrays.stream(files.toArray(Path[]::new))
          .mapToLong(path -> path.toFile().length())
          .sum();
    }
  }
}

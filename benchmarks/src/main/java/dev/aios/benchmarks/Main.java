package dev.aios.benchmarks;

import dev.aios.benchmarks.archive.ArchiveSuite;
import dev.aios.benchmarks.engine.EngineSuite;
import dev.aios.benchmarks.growth.GrowthSuite;
import dev.aios.benchmarks.ingest.IngestSuite;
import dev.aios.benchmarks.postgres.PostgresSuite;
import dev.aios.benchmarks.recall.DocumentsSuite;
import dev.aios.benchmarks.recall.RecallSuite;
import dev.aios.benchmarks.recall.ScaleSuite;
import dev.aios.benchmarks.vectors.VectorsSuite;
import dev.aios.benchmarks.waiting.WaitingSuite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Runs one suite: {@code SUITE [ARGUMENT...] [--quick]}. Called by {@code benchmarks/run}. */
public final class Main {
  private static final Map<String, Suite> SUITES =
      new TreeMap<>(
          Map.of(
              "documents", new DocumentsSuite(),
              "archive", new ArchiveSuite(),
              "engine", new EngineSuite(),
              "growth", new GrowthSuite(),
              "ingest", new IngestSuite(),
              "postgres", new PostgresSuite(),
              "recall", new RecallSuite(),
              "scale", new ScaleSuite(),
              "vectors", new VectorsSuite(),
              "waiting", new WaitingSuite()));

  private Main() {}

  /**
   * Runs a suite.
   *
   * @param args its name, its arguments, {@code --quick}
   * @throws Exception if something cannot be measured
   */
  public static void main(String[] args) throws Exception {
    List<String> words = new ArrayList<>(List.of(args));
    boolean quick = words.remove("--quick");
    Suite suite = words.isEmpty() ? null : SUITES.get(words.remove(0));
    if (suite == null) {
      System.err.println("Usage: benchmarks/run SUITE [ARGUMENT...] [--quick]");
      System.err.println("Suites: " + String.join(", ", SUITES.keySet()));
      System.exit(2);
      return;
    }
    // Not the system's temporary folder, which may be in memory: the disk is what is measured.
    Path target = Files.createDirectories(Path.of("target"));
    Path folder = Files.createTempDirectory(target, "benchmark-");
    try {
      suite.run(new Settings(quick, folder), words, new Report());
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}

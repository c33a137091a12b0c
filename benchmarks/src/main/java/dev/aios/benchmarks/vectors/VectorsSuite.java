package dev.aios.benchmarks.vectors;

import dev.aios.benchmarks.Report;
import dev.aios.benchmarks.Rounds;
import dev.aios.benchmarks.Settings;
import dev.aios.benchmarks.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How fast the ten nearest of many vectors of 384 components are found: {@code vectors [COUNT [FILE
 * [DIR]]] [without-lucene] [in=FOLDER]}. Recall's index, from its file after a restart, beside
 * Lucene's, each with the narrowest beam that finds at least 95 of 100 of the true ten nearest.
 * Vectors are read from a file; one that is not there is made from WordNet's texts. A folder that
 * is given keeps both indexes, and what it has is not made again.
 */
public final class VectorsSuite implements Suite {
  private static final int NEAREST = 10;
  private static final int QUESTIONS = 200;
  private static final double ENOUGH = 0.95;
  private static final int[] BEAMS = {
    10, 15, 20, 25, 30, 35, 40, 50, 60, 80, 120, 160, 240, 400, 800
  };
  private static final int INSERTS_A_SECOND = 500;

  private interface Search {
    int[] nearest(float[] question, int most, int beam);
  }

  private static final String IN = "in=";

  private record Tuned(int beam, double recall) {}

  @Override
  public void run(Settings settings, List<String> arguments, Report report) throws Exception {
    List<String> words = new ArrayList<>(arguments);
    boolean alone = words.remove("without-lucene");
    Path folder =
        words.stream()
            .filter(word -> word.startsWith(IN))
            .findFirst()
            .map(word -> Path.of(word.substring(IN.length())))
            .orElse(settings.folder());
    words.removeIf(word -> word.startsWith(IN));
    int count =
        words.isEmpty() ? (settings.quick() ? 15_000 : 100_000) : Integer.parseInt(words.get(0));
    Source source = source(words, count, report);
    List<float[]> questions = new ArrayList<>();
    for (int i = 0; i < QUESTIONS; i++) {
      questions.add(source.question(i));
    }
    long begin = System.nanoTime();
    List<Set<Integer>> truth = Truth.of(source, count, questions, NEAREST);
    report.result("truth_s", seconds(begin), "s");
    report.result("vectors", count, "vectors");
    long before = heap();
    Path own = folder.resolve("index");
    if (!Files.exists(own)) {
      make(own, source, count, before, report);
    }
    Kept kept = new Kept(own, source);
    begin = System.nanoTime();
    kept.open(count);
    kept.nearest(questions.get(0), NEAREST, NEAREST);
    report.result("open_s", seconds(begin), "s");
    report.result("in_file", kept.inFile(), "vectors");
    if (kept.inFile() != count) {
      throw new IllegalStateException(own + " holds other vectors, or was half made: remove it");
    }
    report.result("heap_mb", (heap() - before) / 1e6, "MB");
    report.result("file_mb", bytes(own) / 1e6, "MB");
    if (alone) {
      compare(settings, kept::nearest, null, questions, truth, report);
    } else {
      Path their = folder.resolve("lucene");
      if (!Files.exists(their)) {
        begin = System.nanoTime();
        LuceneVectors.make(Files.createDirectories(their), source, count);
        report.result("build_lucene_s", seconds(begin), "s");
      }
      try (LuceneVectors lucene = new LuceneVectors(their, count)) {
        compare(settings, kept::nearest, lucene::nearest, questions, truth, report);
      }
    }
    whileInserting(kept, count, questions, settings.quick() ? 3 : 20, report);
    report.result("heap_after_inserts_mb", (heap() - before) / 1e6, "MB");
    kept.close();
  }

  private static void make(Path folder, Source source, int count, long before, Report report)
      throws InterruptedException {
    long begin = System.nanoTime();
    try (Kept kept = new Kept(folder, source)) {
      kept.open();
      kept.fill(count);
      report.result("build_s", seconds(begin), "s");
      report.result("heap_building_mb", (heap() - before) / 1e6, "MB");
    }
  }

  private static Source source(List<String> words, int count, Report report) throws IOException {
    if (words.size() < 2) {
      report.result("vectors_real", 0, "vectors");
      return new Cloud();
    }
    Path file = Path.of(words.get(1));
    if (!Files.exists(file) && words.size() > 2) {
      Texts.embed(Path.of(words.get(2)), file);
    }
    Given given = new Given(file);
    report.result("vectors_real", Math.min(count, given.real()), "vectors");
    return given;
  }

  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      long bytes = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    }
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static long heap() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(50);
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void compare(
      Settings settings,
      Search ours,
      @Nullable Search lucene,
      List<float[]> questions,
      List<Set<Integer>> truth,
      Report report)
      throws Exception {
    Tuned our = tune(ours, questions, truth);
    Rounds rounds =
        new Rounds().add("qps_aios", seconds -> rate(ours, our.beam(), questions, seconds));
    report.result("recall_aios", our.recall(), "share");
    report.result("beam_aios", our.beam(), "vectors");
    if (lucene != null) {
      Tuned their = tune(lucene, questions, truth);
      rounds.add("qps_lucene", seconds -> rate(lucene, their.beam(), questions, seconds));
      report.result("recall_lucene", their.recall(), "share");
      report.result("beam_lucene", their.beam(), "vectors");
    }
    rounds.run(settings.quick() ? 3 : 7, settings.quick() ? 1 : 3);
    report.result("qps_aios", rounds.median("qps_aios"), "searches/s");
    if (lucene != null) {
      report.result("qps_lucene", rounds.median("qps_lucene"), "searches/s");
      report.ratio("qps_aios", rounds.ratio("qps_aios", "qps_lucene"), "lucene");
    }
  }

  /** The narrowest beam that finds enough, or the widest. */
  private static Tuned tune(Search search, List<float[]> questions, List<Set<Integer>> truth) {
    Tuned tuned = new Tuned(0, 0);
    for (int beam : BEAMS) {
      double found = 0;
      for (int i = 0; i < questions.size(); i++) {
        for (int near : search.nearest(questions.get(i), NEAREST, beam)) {
          found += truth.get(i).contains(near) ? 1 : 0;
        }
      }
      tuned = new Tuned(beam, found / NEAREST / questions.size());
      if (tuned.recall() >= ENOUGH) {
        break;
      }
    }
    return tuned;
  }

  private static double rate(Search search, int beam, List<float[]> questions, double seconds) {
    long begin = System.nanoTime();
    int done = 0;
    while (seconds(begin) < seconds) {
      search.nearest(questions.get(done++ % questions.size()), NEAREST, beam);
    }
    return done / seconds(begin);
  }

  /** Searches one after the other while another thread adds, kept apart as recall keeps them. */
  private static void whileInserting(
      Kept kept, int count, List<float[]> questions, int seconds, Report report)
      throws InterruptedException {
    long begin = System.nanoTime();
    Thread inserting =
        new Thread(
            () -> {
              for (int i = 0; i < seconds * INSERTS_A_SECOND; i++) {
                while (seconds(begin) * INSERTS_A_SECOND < i) {
                  LockSupport.parkNanos(200_000);
                }
                kept.add(count + i);
              }
            },
            "inserts");
    inserting.start();
    long[] nanos = new long[1_000_000];
    int done = 0;
    while (seconds(begin) < seconds && done < nanos.length) {
      long from = System.nanoTime();
      kept.nearest(questions.get(done % questions.size()), NEAREST, 100);
      nanos[done++] = System.nanoTime() - from;
    }
    inserting.join();
    Arrays.sort(nanos, 0, done);
    report.result("search_p50_ms", nanos[done / 2] / 1e6, "ms");
    report.result("search_max_ms", nanos[done - 1] / 1e6, "ms");
    report.result("search_p99_ms", nanos[(int) (done * 0.99)] / 1e6, "ms");
  }
}

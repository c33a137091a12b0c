package dev.aios.benchmarks.recall;

import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Ranking;
import dev.aios.api.memory.Recall;
import dev.aios.api.policy.Untrusted;
import dev.aios.benchmarks.Report;
import dev.aios.benchmarks.Settings;
import dev.aios.benchmarks.Suite;
import dev.aios.core.Aios;
import dev.aios.core.internal.SystemWorld;
import dev.aios.core.journal.SqliteJournal;
import dev.aios.memory.Memory;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Recall as a whole when it is large: {@code scale [COUNT [vectors|words [FILE]]]}, made-up turns
 * of talk whose words are as frequent as those of a language, with made-up vectors or, if {@code
 * words} is said, without. The journal is kept in the file if one is named, and used again if it is
 * there, because making it takes longer than what is measured. How long the first use takes that
 * reads all rows, how long opening takes once the index is in files, how much heap it needs, how
 * long a search takes, and how long it takes to catch up after a crash.
 */
public final class ScaleSuite implements Suite {
  private static final int NEW = 1_000;
  private static final int QUESTIONS = 200;

  @Override
  public void run(Settings settings, List<String> arguments, Report report) throws Exception {
    int count = settings.quick() ? 20_000 : 1_000_000;
    if (!arguments.isEmpty()) {
      count = Integer.parseInt(arguments.get(0));
    }
    boolean withVectors = arguments.size() > 1 && arguments.get(1).equals("vectors");
    Path file =
        arguments.size() > 2 ? Path.of(arguments.get(2)) : settings.folder().resolve("scale.db");
    Chatter texts = new Chatter();
    if (!Files.exists(file)) {
      fill(file, count, texts, withVectors, report);
    }
    report.result("scale_chunks", count, "chunks");
    report.result("scale_journal_mb", Files.size(file) / 1e6, "MB");
    List<String> questions = new ArrayList<>();
    for (int i = 0; i < QUESTIONS; i++) {
      questions.add(texts.question());
    }
    double first = seconds(file, withVectors, questions.get(0), report, "");
    report.result("scale_first_use_s", first, "s");
    awaitVectors(file, count, withVectors, questions);
    measured(settings, file, withVectors, questions, report);
    crash(file, withVectors);
    report.result(
        "scale_catch_up_s", seconds(file, withVectors, questions.get(1), report, "after"), "s");
  }

  private static void fill(Path file, int count, Chatter texts, boolean withVectors, Report report)
      throws Exception {
    long begin = System.nanoTime();
    try (SystemWorld world = new SystemWorld();
        SqliteJournal journal = SqliteJournal.open(file, world);
        Aios aios = Aios.builder().world(world).journal(journal).open()) {
      new ScaleRows(journal, aios.codec(), withVectors ? new WordVectors() : null)
          .fill(count, texts);
    }
    report.result("scale_rows_s", (System.nanoTime() - begin) / 1e9, "s");
  }

  private static Memory memory(boolean withVectors) {
    return withVectors ? Memory.with(new WordVectors()) : Memory.builder().build();
  }

  private static Aios open(Path file, boolean withVectors) {
    return Aios.builder().sqlite(file).extension(memory(withVectors)).open();
  }

  /** How long it takes from opening the runtime to the first answer. */
  private static double seconds(
      Path file, boolean withVectors, String question, Report report, String crashed) {
    long begin = System.nanoTime();
    try (Aios aios = open(file, withVectors)) {
      int hits = aios.service(Recall.class).search(Recall.Query.of(question, 10)).size();
      double took = (System.nanoTime() - begin) / 1e9;
      if (hits != 10) {
        throw new IllegalStateException("Fewer hits than wanted");
      }
      if (!crashed.isEmpty()) {
        report.result("scale_found_after_crash", aios.service(Recall.class).size(), "passages");
      }
      return took;
    }
  }

  /** Waits until the file of vectors is there, which is made in the background. */
  private static void awaitVectors(
      Path file, int count, boolean withVectors, List<String> questions) throws Exception {
    if (!withVectors || count <= 10_000) {
      return;
    }
    try (Aios aios = open(file, true)) {
      Path folder = file.resolveSibling(file.getFileName() + ".vectors");
      aios.service(Recall.class).search(Recall.Query.of(questions.get(2), 10));
      while (true) {
        try (Stream<Path> all = Files.walk(folder)) {
          if (all.anyMatch(
              each -> each.toString().endsWith(".vectors") && Files.isRegularFile(each))) {
            return;
          }
        }
        Thread.sleep(500);
      }
    }
  }

  private static void measured(
      Settings settings, Path file, boolean withVectors, List<String> questions, Report report)
      throws Exception {
    long before = used();
    long begin = System.nanoTime();
    try (Aios aios = open(file, withVectors)) {
      Recall recall = aios.service(Recall.class);
      recall.search(Recall.Query.of(questions.get(0), 10));
      report.result("scale_open_s", (System.nanoTime() - begin) / 1e9, "s");
      int rounds = settings.quick() ? 3 : 10;
      for (int i = 0; i < 3; i++) {
        time(recall, questions);
      }
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      long cpu = threads.getCurrentThreadCpuTime();
      List<Long> nanos = new ArrayList<>();
      for (int i = 0; i < rounds; i++) {
        nanos.addAll(time(recall, questions));
      }
      cpu = threads.getCurrentThreadCpuTime() - cpu;
      long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
      report.result("scale_p50_ms", sorted[sorted.length / 2] / 1e6, "ms");
      report.result("scale_p99_ms", sorted[(int) (sorted.length * 0.99)] / 1e6, "ms");
      report.result("scale_cpu_ms", cpu / 1e6 / sorted.length, "ms");
      long[] filtered = new long[QUESTIONS];
      for (int i = 0; i < QUESTIONS; i++) {
        long start = System.nanoTime();
        recall.search(Recall.Query.of(questions.get(i), 10).in("project-" + 5 * (i % 10)));
        filtered[i] = System.nanoTime() - start;
      }
      Arrays.sort(filtered);
      report.result("scale_filtered_p50_ms", filtered[QUESTIONS / 2] / 1e6, "ms");
      report.result("scale_heap_mb", (used() - before) / 1e6, "MB");
    }
    Path folder = file.resolveSibling(file.getFileName() + ".vectors");
    long bytes = 0;
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(each);
      }
    }
    report.result("scale_files_mb", bytes / 1e6, "MB");
  }

  private static long used() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(200);
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static List<Long> time(Recall recall, List<String> questions) {
    List<Long> nanos = new ArrayList<>();
    for (String question : questions) {
      Recall.Query query =
          Recall.Query.of(question, 10)
              .ranked(Ranking.DEFAULT.at(ScaleRows.BEGIN.plusNanos(System.nanoTime())));
      long begin = System.nanoTime();
      recall.search(query);
      nanos.add(System.nanoTime() - begin);
    }
    return nanos;
  }

  /** Another process adds some and is gone without a word. */
  private static void crash(Path file, boolean withVectors) throws Exception {
    Process child =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx2g",
                "-cp",
                System.getProperty("java.class.path"),
                Crashing.class.getName(),
                file.toString(),
                Boolean.toString(withVectors))
            .inheritIO()
            .start();
    if (child.waitFor() != Crashing.GONE) {
      throw new IllegalStateException("The child ended otherwise than it should");
    }
  }

  /** The process that adds some and is gone. */
  public static final class Crashing {
    static final int GONE = 17;

    private Crashing() {}

    /**
     * Adds passages and halts.
     *
     * @param arguments the journal's file, and whether there are vectors
     */
    public static void main(String[] arguments) {
      Aios aios = open(Path.of(arguments[0]), Boolean.parseBoolean(arguments[1]));
      Recall recall = aios.service(Recall.class);
      Chatter texts = new Chatter();
      List<Passage> some = new ArrayList<>();
      for (int i = 0; i < NEW; i++) {
        some.add(
            Passage.turn(
                "new-" + i,
                Untrusted.text(texts.turn(), "chat"),
                new Passage.Said("new", i, "Speaker"),
                ScaleRows.BEGIN));
      }
      recall.add(some);
      Runtime.getRuntime().halt(GONE);
    }
  }
}

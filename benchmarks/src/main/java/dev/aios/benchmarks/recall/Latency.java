package dev.aios.benchmarks.recall;

import dev.aios.api.memory.Passage;
import dev.aios.api.memory.Ranking;
import dev.aios.api.memory.Recall;
import dev.aios.api.policy.Untrusted;
import dev.aios.benchmarks.Report;
import dev.aios.core.Aios;
import dev.aios.memory.Memory;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How long a search takes with everything on, k = 10, in an index of many turns. The question's
 * vector is known already, as after a first search with the same words; the answer is not, because
 * each search asks as of another moment.
 */
final class Latency {
  private static final int TURNS_A_THREAD = 20;
  private static final int AT_ONCE = 2_000;
  private static final Instant BEGIN = Instant.parse("2025-01-01T08:00:00Z");

  private final Path file;
  private final int chunks;

  Latency(Path file, int chunks) {
    this.file = file;
    this.chunks = chunks;
  }

  void measure(int searches, Report report) {
    Chatter texts = new Chatter();
    try (Aios aios = Aios.builder().sqlite(file).extension(Memory.with(new WordVectors())).open()) {
      Recall recall = aios.service(Recall.class);
      for (int i = 0; i < chunks; i += AT_ONCE) {
        List<Passage> some = new ArrayList<>();
        for (int j = i; j < Math.min(chunks, i + AT_ONCE); j++) {
          some.add(turn(j, texts));
        }
        recall.add(some);
      }
      List<String> questions = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        questions.add(texts.question());
      }
      settle(recall, questions);
      System.out.println(
          "The index of " + chunks + " turns is warm; searches are timed from now on");
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      long cpu = threads.getCurrentThreadCpuTime();
      long[] nanos = time(recall, questions, searches);
      cpu = threads.getCurrentThreadCpuTime() - cpu;
      Arrays.sort(nanos);
      report.result("retrieve_chunks", chunks, "chunks");
      report.result("retrieve_p50_ms", nanos[nanos.length / 2] / 1e6, "ms");
      report.result("retrieve_p99_ms", nanos[(int) (nanos.length * 0.99)] / 1e6, "ms");
      report.result("retrieve_cpu_ms", cpu / 1e6 / searches, "ms");
    }
  }

  /** Warms up until searches get no faster, because the graph of vectors is made meanwhile. */
  private static void settle(Recall recall, List<String> questions) {
    long begin = System.nanoTime();
    long fastest = Long.MAX_VALUE;
    int without = 0;
    while (without < 8 && System.nanoTime() - begin < 600_000_000_000L) {
      long[] nanos = time(recall, questions, 200);
      Arrays.sort(nanos);
      boolean faster = nanos[100] < fastest - fastest / 20;
      without = faster ? 0 : without + 1;
      fastest = Math.min(fastest, nanos[100]);
    }
  }

  private static Passage turn(int number, Chatter texts) {
    return Passage.turn(
        "turn-" + number,
        Untrusted.text(texts.turn(), "chat"),
        new Passage.Said("thread-" + number / TURNS_A_THREAD, number, "Speaker" + number % 2),
        BEGIN.plusSeconds(number * 300L));
  }

  private static long[] time(Recall recall, List<String> questions, int searches) {
    long[] nanos = new long[searches];
    for (int i = 0; i < searches; i++) {
      Recall.Query query =
          Recall.Query.of(questions.get(i % questions.size()), 10)
              .ranked(Ranking.DEFAULT.at(BEGIN.plusNanos(System.nanoTime())));
      long begin = System.nanoTime();
      if (recall.search(query).size() != 10) {
        throw new IllegalStateException("Fewer hits than wanted for " + query.text());
      }
      nanos[i] = System.nanoTime() - begin;
    }
    return nanos;
  }
}

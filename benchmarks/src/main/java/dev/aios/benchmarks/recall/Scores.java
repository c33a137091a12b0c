package dev.aios.benchmarks.recall;

import dev.aios.benchmarks.Report;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Recall@k of several ways to search, over all questions and by their category. */
final class Scores {
  private static final int[] FIRST = {5, 10, 20};

  /** How many hits a search is asked for. */
  static final int MOST = 20;

  private record Asked(int category, List<Double> recall) {}

  private final Map<String, List<Asked>> ways = new LinkedHashMap<>();

  void add(String way, Talk.Question question, List<String> hits) {
    List<Double> recall = Arrays.stream(FIRST).mapToObj(k -> question.recall(hits, k)).toList();
    ways.computeIfAbsent(way, key -> new ArrayList<>()).add(new Asked(question.category(), recall));
  }

  boolean has(String way) {
    return ways.containsKey(way);
  }

  void report(Report report, String way, String suffix) {
    for (int i = 0; i < FIRST.length; i++) {
      report.result("recall_at_" + FIRST[i] + suffix, mean(way, 0, i), "share");
    }
  }

  void ratio(Report report, String way, String suffix, String against) {
    for (int i = 0; i < FIRST.length; i++) {
      report.ratio(
          "recall_at_" + FIRST[i] + suffix, mean(way, 0, i) / mean(against, 0, i), against);
    }
  }

  /** One line a way: recall at each cut, then recall at 10 by category. */
  void table() {
    List<Integer> categories =
        ways.values().iterator().next().stream().map(Asked::category).distinct().sorted().toList();
    StringBuilder head = new StringBuilder(String.format("%-34s  @5    @10   @20  ", ""));
    categories.forEach(category -> head.append("  cat").append(category).append("@10"));
    System.out.println(head);
    for (String way : ways.keySet()) {
      StringBuilder line = new StringBuilder(String.format("%-34s", way));
      for (int i = 0; i < FIRST.length; i++) {
        line.append(String.format(Locale.ROOT, " %.3f", mean(way, 0, i)));
      }
      for (int category : categories) {
        line.append(String.format(Locale.ROOT, "    %.3f", mean(way, category, 1)));
      }
      System.out.println(line);
    }
  }

  /** Over the questions of a category, or of all if it is 0. */
  private double mean(String way, int category, int cut) {
    return ways.getOrDefault(way, List.of()).stream()
        .filter(asked -> category == 0 || asked.category() == category)
        .mapToDouble(asked -> asked.recall().get(cut))
        .average()
        .orElse(Double.NaN);
  }
}

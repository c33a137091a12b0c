package dev.aios.memory.internal.recall;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Fuses rankings by reciprocal rank (Cormack, Clarke and Büttcher, Reciprocal rank fusion
 * outperforms Condorcet and individual rank learning methods, 2009): a text scores one over its
 * rank plus 60 in each ranking, times the ranking's weight. A text's rank is that of its best
 * chunk, and the chunk that both rankings together like best stands for it.
 */
final class Fusion {
  private static final int K = 60;

  private final IntFunction<IndexedText> textOf;
  private final Map<IndexedText, Candidate> candidates = new LinkedHashMap<>();

  /**
   * @param textOf the text of a chunk
   */
  Fusion(IntFunction<IndexedText> textOf) {
    this.textOf = textOf;
  }

  private static final class Candidate {
    double score;
    final Map<Integer, Double> chunks = new LinkedHashMap<>();
  }

  /**
   * A text found.
   *
   * @param text the text
   * @param chunk the ordinal of the chunk that stands for it
   * @param score its fused score
   */
  record Fused(IndexedText text, int chunk, double score) {}

  void add(List<Ranked> ranking, double weight) {
    Map<IndexedText, Integer> ranks = new LinkedHashMap<>();
    for (int i = 0; i < ranking.size(); i++) {
      int chunk = ranking.get(i).chunk();
      IndexedText text = textOf.apply(chunk);
      Candidate candidate = candidates.computeIfAbsent(text, key -> new Candidate());
      if (!ranks.containsKey(text)) {
        ranks.put(text, ranks.size() + 1);
        candidate.score += weight / (K + ranks.size());
      }
      candidate.chunks.merge(chunk, weight / (K + i + 1), Double::sum);
    }
  }

  /** All texts, best first; of equals by key. */
  List<Fused> best() {
    List<Fused> all = new ArrayList<>(candidates.size());
    candidates.forEach(
        (text, candidate) -> {
          int best = -1;
          double bestScore = 0;
          for (int chunk : text.chunks) {
            double score = candidate.chunks.getOrDefault(chunk, 0.0);
            if (score > bestScore) {
              best = chunk;
              bestScore = score;
            }
          }
          all.add(new Fused(text, best, candidate.score));
        });
    all.sort(
        Comparator.comparingDouble(Fused::score)
            .reversed()
            .thenComparing(fused -> fused.text().key));
    return all;
  }
}

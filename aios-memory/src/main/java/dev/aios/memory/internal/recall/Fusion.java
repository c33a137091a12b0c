package dev.aios.memory.internal.recall;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;

/**
 * Fuses rankings by reciprocal rank (Cormack, Clarke and Büttcher, Reciprocal rank fusion
 * outperforms Condorcet and individual rank learning methods, 2009): a text scores one over its
 * rank plus a constant in each ranking, times the ranking's weight. A text's rank is that of its
 * best chunk; which of its chunks stands for it is decided by scores, because within one text ranks
 * tie too easily.
 */
final class Fusion {
  /**
   * The paper's 60 is for many rankings of a thousand documents; it makes rank 1 and rank 10 nearly
   * equal. With two rankings, of which five to twenty hits are wanted, the first ranks must count.
   */
  private static final int K = 10;

  private final IntFunction<IndexedText> textOf;
  private final IntToDoubleFunction chunkScore;
  private final Map<IndexedText, Candidate> candidates = new LinkedHashMap<>();

  /**
   * @param textOf the text of a chunk
   * @param chunkScore how well a chunk stands for its text
   */
  Fusion(IntFunction<IndexedText> textOf, IntToDoubleFunction chunkScore) {
    this.textOf = textOf;
    this.chunkScore = chunkScore;
  }

  private static final class Candidate {
    double score;
    int chunk = -1;
    double chunkScore = Double.NEGATIVE_INFINITY;

    /** Of equals the first in the text. */
    void offer(int other, double otherScore) {
      if (otherScore > chunkScore || (otherScore == chunkScore && other < chunk)) {
        chunk = other;
        chunkScore = otherScore;
      }
    }
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
    Set<IndexedText> ranked = new HashSet<>();
    for (Ranked one : ranking) {
      IndexedText text = textOf.apply(one.chunk());
      Candidate candidate = candidates.computeIfAbsent(text, key -> new Candidate());
      if (ranked.add(text)) {
        candidate.score += weight / (K + ranked.size());
      }
      candidate.offer(one.chunk(), chunkScore.applyAsDouble(one.chunk()));
    }
  }

  /** All texts, best first; of equals by key. */
  List<Fused> best() {
    List<Fused> all = new ArrayList<>(candidates.size());
    candidates.forEach(
        (text, candidate) -> all.add(new Fused(text, candidate.chunk, candidate.score)));
    all.sort(
        Comparator.comparingDouble(Fused::score)
            .reversed()
            .thenComparing(fused -> fused.text().key));
    return all;
  }
}

package dev.aios.memory.internal.recall;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Keeps the best of many. Of equal scores the lower tie-breaker wins, so that the order does not
 * depend on the order of offering. Not thread-safe.
 */
final class Best {
  /** A number for each chunk that stays the same when the index is made anew. */
  interface TieBreaker {
    int compare(int one, int two);
  }

  private final int most;
  private final TieBreaker ties;
  private final PriorityQueue<Ranked> worstFirst;

  Best(int most, TieBreaker ties) {
    this.most = most;
    this.ties = ties;
    this.worstFirst = new PriorityQueue<>((a, b) -> -order(a, b));
  }

  void offer(int chunk, double score) {
    if (worstFirst.size() < most) {
      worstFirst.add(new Ranked(chunk, score));
      return;
    }
    Ranked worst = worstFirst.element();
    if (score < worst.score()) {
      return;
    }
    Ranked offered = new Ranked(chunk, score);
    if (order(offered, worst) < 0) {
      worstFirst.poll();
      worstFirst.add(offered);
    }
  }

  /** Whether a chunk of that score might be among the best. */
  boolean takes(double score) {
    return worstFirst.size() < most || score >= worstFirst.element().score();
  }

  List<Ranked> list() {
    List<Ranked> list = new ArrayList<>(worstFirst);
    list.sort(this::order);
    return list;
  }

  private int order(Ranked a, Ranked b) {
    int byScore = Double.compare(b.score(), a.score());
    return byScore != 0 ? byScore : ties.compare(a.chunk(), b.chunk());
  }
}

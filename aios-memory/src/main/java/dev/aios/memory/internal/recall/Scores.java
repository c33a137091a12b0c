package dev.aios.memory.internal.recall;

import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Scores by document number. The arrays are as long as the index is large, so they are used again:
 * whoever got scores closes them. Used by one thread.
 */
final class Scores implements AutoCloseable {
  private final @Nullable Queue<Scores> pool;
  final double[] scores;
  final double[] counts;
  final double[] lengths;
  private int[] found = new int[1024];
  private int size;
  private List<KeywordIndex.Term> leftOut = List.of();

  /**
   * @param documents room for numbers below this
   * @param pool where they go when they are closed, or null
   */
  Scores(int documents, @Nullable Queue<Scores> pool) {
    this.pool = pool;
    this.scores = new double[documents];
    this.counts = new double[documents];
    this.lengths = new double[documents];
  }

  static Scores none() {
    return new Scores(0, null);
  }

  /** Adds to a document's score. */
  void add(int document, double score) {
    if (scores[document] == 0) {
      if (size == found.length) {
        found = Arrays.copyOf(found, size * 2);
      }
      found[size++] = document;
    }
    scores[document] += score;
  }

  /** Some words were not looked for in every document. */
  void leftOut(List<KeywordIndex.Term> terms) {
    leftOut = terms;
  }

  List<KeywordIndex.Term> leftOut() {
    return leftOut;
  }

  /** How many documents have scores. */
  int size() {
    return size;
  }

  /** One of the documents that have scores. */
  int document(int at) {
    return found[at];
  }

  /** A document's score; a part of it, if these are not whole, and zero if it is not found. */
  double of(int document) {
    return document >= 0 && document < scores.length ? scores[document] : 0;
  }

  /** Whether every word was looked for in every document. */
  boolean areWhole() {
    return leftOut.isEmpty();
  }

  /** The best score. */
  double most() {
    double most = 0;
    for (int i = 0; i < size; i++) {
      most = Math.max(most, scores[found[i]]);
    }
    return most;
  }

  /** The least of so many best scores; negative infinity if there are not so many. */
  double least(int best) {
    if (size < best) {
      return Double.NEGATIVE_INFINITY;
    }
    PriorityQueue<Double> heap = new PriorityQueue<>(best + 1);
    double least = 0;
    for (int i = 0; i < size; i++) {
      double score = scores[found[i]];
      if (score > least || heap.size() < best) {
        heap.add(score);
        if (heap.size() > best) {
          heap.poll();
        }
        least = heap.size() < best ? 0 : heap.element();
      }
    }
    return least;
  }

  @Override
  public void close() {
    for (int i = 0; i < size; i++) {
      scores[found[i]] = 0;
      lengths[found[i]] = 0;
    }
    size = 0;
    leftOut = List.of();
    if (pool != null) {
      pool.offer(this);
    }
  }
}

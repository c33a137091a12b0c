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

  /** For each document what is counted at present, and its score; beside each other in memory. */
  private final double[] cells;

  private int[] counted = new int[1024];
  private int sizeCounted;

  /** What was fetched: what nobody keeps, a compiler may leave out. */
  @SuppressWarnings("UnusedVariable")
  private double fetched;

  private final float[] lengths;
  private boolean measured;
  private int[] found = new int[1024];
  private int size;
  private List<KeywordIndex.Term> leftOut = List.of();

  /**
   * @param documents room for numbers below this
   * @param pool where they go when they are closed, or null
   */
  Scores(int documents, @Nullable Queue<Scores> pool) {
    this.pool = pool;
    this.cells = new double[2 * documents];
    this.lengths = new float[documents];
  }

  static Scores none() {
    return new Scores(0, null);
  }

  /** Whether there is room for numbers below that. */
  boolean hasRoom(int documents) {
    return lengths.length >= documents;
  }

  /**
   * Has some documents at hand, which are about to be counted for.
   *
   * @param beside which stands beside which of them
   */
  void fetch(int[] documents, int from, int to, Chain beside) {
    double all = beside.fetch(documents, from, to);
    for (int i = from; i < to; i++) {
      int at = 2 * documents[i];
      all += at >= 0 && at < cells.length ? cells[at] : 0; // A blank entry may be of none.
    }
    fetched = all;
  }

  /** Has the numbers of some documents at hand that were counted for. */
  void fetch(float[] numbers, int from, int to) {
    float all = 0;
    for (int i = from; i < to; i++) {
      all += numbers[counted[i]];
    }
    fetched = all;
  }

  /** Counts for a document. */
  void count(int document, double count) {
    if (cells[2 * document] == 0) {
      if (sizeCounted == counted.length) {
        counted = Arrays.copyOf(counted, sizeCounted * 2);
      }
      counted[sizeCounted++] = document;
    }
    cells[2 * document] += count;
  }

  /** How many documents were counted for. */
  int sizeCounted() {
    return sizeCounted;
  }

  /** One of those. */
  int counted(int at) {
    return counted[at];
  }

  double countOf(int document) {
    return cells[2 * document];
  }

  /** Adds to the score of a document that was counted for, which it is no more. */
  void add(int document, double score) {
    int at = 2 * document;
    cells[at] = 0;
    if (cells[at + 1] == 0) {
      if (size == found.length) {
        found = Arrays.copyOf(found, size * 2);
      }
      found[size++] = document;
    }
    cells[at + 1] += score;
  }

  /** Nothing is counted. */
  void countAnew() {
    sizeCounted = 0;
  }

  /** Lengths of documents that get scores, zero at first. */
  float[] lengths() {
    measured = true;
    return lengths;
  }

  /** Some words were not looked for in every document. */
  void leftOut(List<KeywordIndex.Term> terms) {
    leftOut = terms;
  }

  List<KeywordIndex.Term> leftOut() {
    return leftOut;
  }

  /** The most that they can add to a score. */
  double mostLeftOut() {
    double most = 0;
    for (KeywordIndex.Term term : leftOut) {
      most += term.idf();
    }
    return most;
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
    return document >= 0 && document < lengths.length ? cells[2 * document + 1] : 0;
  }

  /** Whether every word was looked for in every document. */
  boolean areWhole() {
    return leftOut.isEmpty();
  }

  /** The best score. */
  double most() {
    double most = 0;
    for (int i = 0; i < size; i++) {
      most = Math.max(most, cells[2 * found[i] + 1]);
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
      double score = cells[2 * found[i] + 1];
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
      cells[2 * found[i] + 1] = 0;
    }
    if (measured) {
      for (int i = 0; i < size; i++) {
        lengths[found[i]] = 0;
      }
    }
    measured = false;
    size = 0;
    leftOut = List.of();
    if (pool != null) {
      pool.offer(this);
    }
  }
}

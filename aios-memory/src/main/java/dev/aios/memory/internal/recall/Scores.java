package dev.aios.memory.internal.recall;

import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Scores by document number. A document that is counted for gets a place, and all that is reckoned
 * with it lies there, beside that of the others: of many documents few are found, and what is as
 * long as the index is large does not stay at hand. That is one array only, which is used again:
 * whoever got scores closes them. Used by one thread.
 */
final class Scores implements AutoCloseable {
  private final @Nullable Queue<Scores> pool;

  /** For each document its place plus one, or zero. */
  private final int[] places;

  /** By place: the document. */
  private int[] documents;

  /** By place: what is counted at present, and the score; beside each other in memory. */
  private double[] cells;

  /** By place: what counts in the document are set against, or zero. */
  private double[] norms;

  private int size;
  private int[] counted;
  private int sizeCounted;

  /** What was fetched: what nobody keeps, a compiler may leave out. */
  @SuppressWarnings("UnusedVariable")
  private float fetched;

  private float @Nullable [] known;
  private List<KeywordIndex.Term> leftOut = List.of();

  /**
   * @param documents room for numbers below this
   * @param pool where they go when they are closed, or null
   */
  Scores(int documents, @Nullable Queue<Scores> pool) {
    this.pool = pool;
    this.places = new int[documents];
    int room = Math.min(documents, 1024);
    this.documents = new int[room];
    this.cells = new double[2 * room];
    this.norms = new double[room];
    this.counted = new int[room];
  }

  static Scores none() {
    return new Scores(0, null);
  }

  /** Whether there is room for numbers below that. */
  boolean hasRoom(int documents) {
    return places.length >= documents;
  }

  /** Lengths of documents that are known already, by number, zero where they are not. */
  void known(float @Nullable [] means) {
    known = means;
  }

  float @Nullable [] known() {
    return known;
  }

  /**
   * Has some documents at hand, which are about to be counted for.
   *
   * @param beside which stands beside which of them
   */
  void fetch(int[] some, int from, int to, Chain beside) {
    int all = beside.fetch(some, from, to);
    for (int i = from; i < to; i++) {
      int document = some[i]; // A blank entry may be of none.
      all ^= document >= 0 && document < places.length ? places[document] : 0;
    }
    fetched = all;
  }

  /** Counts for a document. */
  void count(int document, double count) {
    int place = places[document] - 1;
    if (place < 0) {
      place = placed(document);
    }
    if (cells[2 * place] == 0) {
      if (sizeCounted == counted.length) {
        counted = Arrays.copyOf(counted, sizeCounted * 2);
      }
      counted[sizeCounted++] = place;
    }
    cells[2 * place] += count;
  }

  private int placed(int document) {
    if (size == documents.length) {
      documents = Arrays.copyOf(documents, size * 2);
      cells = Arrays.copyOf(cells, size * 4);
      norms = Arrays.copyOf(norms, size * 2);
    }
    documents[size] = document;
    places[document] = ++size;
    return size - 1;
  }

  /** Has what is {@link #known} of some documents at hand that were counted for first. */
  void fetchKnown(int from, int to) {
    float[] means = known;
    if (means != null) {
      float all = 0;
      for (int i = from; i < to; i++) {
        int place = counted[i];
        all += norms[place] == 0 ? means[documents[place]] : 0;
      }
      fetched = all;
    }
  }

  /** How many documents were counted for. */
  int sizeCounted() {
    return sizeCounted;
  }

  /** The place of one of those. */
  int counted(int at) {
    return counted[at];
  }

  double countAt(int place) {
    return cells[2 * place];
  }

  /** What counts in the document at a place are set against, or zero if it was not set. */
  double normAt(int place) {
    return norms[place];
  }

  void normAt(int place, double norm) {
    norms[place] = norm;
  }

  /** Adds to the score of a document that was counted for, which it is no more. */
  void add(int place, double score) {
    cells[2 * place] = 0;
    cells[2 * place + 1] += score;
  }

  /** Nothing is counted. */
  void countAnew() {
    sizeCounted = 0;
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

  /** The document at a place, which is below the size. */
  int document(int place) {
    return documents[place];
  }

  /** The score at a place. */
  double at(int place) {
    return cells[2 * place + 1];
  }

  /** A document's score; a part of it, if these are not whole, and zero if it is not found. */
  double of(int document) {
    int place = document >= 0 && document < places.length ? places[document] - 1 : -1;
    return place < 0 ? 0 : at(place);
  }

  /** Whether every word was looked for in every document. */
  boolean areWhole() {
    return leftOut.isEmpty();
  }

  /** The best score. */
  double most() {
    double most = 0;
    for (int i = 0; i < size; i++) {
      most = Math.max(most, at(i));
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
      double score = at(i);
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
      places[documents[i]] = 0;
    }
    Arrays.fill(cells, 0, 2 * size, 0);
    Arrays.fill(norms, 0, size, 0);
    known = null;
    size = 0;
    leftOut = List.of();
    if (pool != null) {
      pool.offer(this);
    }
  }
}

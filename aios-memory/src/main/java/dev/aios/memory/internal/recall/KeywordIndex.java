package dev.aios.memory.internal.recall;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * An inverted index that ranks by BM25 (Robertson and Zaragoza, The probabilistic relevance
 * framework, 2009) with the positive inverse document frequency that Lucene uses, and the constants
 * that Anserini measured for passages (0.9 and 0.4) instead of those for whole documents. Not
 * thread-safe; searches may run beside each other, not beside changes.
 */
final class KeywordIndex {
  private static final double K1 = 0.9;
  private static final double B = 0.4;

  /** A word in so many documents may be left out; in a smaller index none is. */
  private static final int COMMON = 10_000;

  private final Map<String, Postings> vocabulary = new HashMap<>();
  private final BitSet live = new BitSet();
  private final Map<Integer, Postings[]> termsOf = new HashMap<>();
  private int[] lengths = new int[64];
  private long totalLength;
  private int size;

  /** The documents of one word, ascending, with how often it occurs in each. */
  private static final class Postings {
    final String word;
    int[] documents = new int[4];
    int[] counts = new int[4];
    int size;
    int live;

    Postings(String word) {
      this.word = word;
    }

    void add(int document, int count) {
      if (size == documents.length) {
        documents = Arrays.copyOf(documents, size * 2);
        counts = Arrays.copyOf(counts, size * 2);
      }
      int at = size;
      if (size > 0 && documents[size - 1] > document) {
        at = -1 - Arrays.binarySearch(documents, 0, size, document);
        System.arraycopy(documents, at, documents, at + 1, size - at);
        System.arraycopy(counts, at, counts, at + 1, size - at);
      }
      documents[at] = document;
      counts[at] = count;
      size++;
      live++;
    }

    /** How often the word occurs in a document. */
    int count(int document) {
      int at = Arrays.binarySearch(documents, 0, size, document);
      return at < 0 ? 0 : counts[at];
    }

    void keep(BitSet documentsAlive) {
      int kept = 0;
      for (int i = 0; i < size; i++) {
        if (documentsAlive.get(documents[i])) {
          documents[kept] = documents[i];
          counts[kept++] = counts[i];
        }
      }
      size = kept;
    }
  }

  int size() {
    return size;
  }

  /** Adds a document. Its number is in use by no other, nor was before a {@link #purge}. */
  void add(int document, List<String> words) {
    Map<String, Integer> counts = new HashMap<>();
    for (String word : words) {
      counts.merge(word, 1, Integer::sum);
    }
    List<Postings> terms = new ArrayList<>(counts.size());
    counts.forEach(
        (word, count) -> {
          Postings postings = vocabulary.computeIfAbsent(word, Postings::new);
          postings.add(document, count);
          terms.add(postings);
        });
    termsOf.put(document, terms.toArray(Postings[]::new));
    live.set(document);
    size++;
    if (document >= lengths.length) {
      lengths = Arrays.copyOf(lengths, Math.max(document + 1, lengths.length * 2));
    }
    lengths[document] = words.size();
    totalLength += words.size();
  }

  void remove(int document) {
    Postings[] terms = termsOf.remove(document);
    if (terms == null) {
      return;
    }
    for (Postings postings : terms) {
      postings.live--;
      if (postings.live == 0) {
        vocabulary.remove(postings.word);
      }
    }
    live.clear(document);
    size--;
    totalLength -= lengths[document];
  }

  /** Lets go of all that is left of removed documents; only then are their numbers free. */
  void purge() {
    vocabulary.values().forEach(postings -> postings.keep(live));
  }

  /**
   * Scores the documents that hold at least one of the words.
   *
   * @param words what to look for; repeated words count once
   * @param allowed which documents may be found, or null for all
   * @return the score of each document by its number; zero for those that were not found
   */
  double[] scores(List<String> words, @Nullable BitSet allowed) {
    double[] scores = new double[lengths.length];
    double average = averageLength();
    for (Postings postings : postings(words)) {
      double idf = idf(postings);
      for (int i = 0; i < postings.size; i++) {
        int document = postings.documents[i];
        if (live.get(document) && (allowed == null || allowed.get(document))) {
          scores[document] += idf * share(postings.counts[i], lengths[document] / average);
        }
      }
    }
    return scores;
  }

  /** Scores by document number. */
  static final class Scores {
    static final Scores NONE = new Scores(new double[0], true);

    private final double[] scores;
    private final boolean whole;

    private Scores(double[] scores, boolean whole) {
      this.scores = scores;
      this.whole = whole;
    }

    /** The numbers of the documents that may have scores are below this. */
    int length() {
      return scores.length;
    }

    /** A document's score; a part of it, if these are not whole, and zero if it is not found. */
    double of(int document) {
      return document < scores.length ? scores[document] : 0;
    }

    /** Whether every word was looked for in every document. */
    boolean areWhole() {
      return whole;
    }
  }

  /**
   * Scores documents together with those around them: how often a word occurs, and how long a
   * document is, is summed over all with the chain's weights. A document is found by a word that
   * only its neighbours hold, too.
   *
   * <p>Words that many documents hold are left out where all of them together cannot lift a
   * document that holds no other into the best (as in MaxScore, Turtle and Flood 1995): reading
   * them is most of the work, and they say the least. The scores are not whole then.
   *
   * @param words what to look for; repeated words count once
   * @param allowed which documents may be found and may speak for their neighbours, or null for all
   * @param chain which document stands beside which
   * @param best how many of the best are wanted
   * @return the scores
   */
  Scores scores(List<String> words, @Nullable BitSet allowed, Chain chain, int best) {
    List<Postings> terms = new ArrayList<>(postings(words));
    terms.sort(Comparator.comparingInt((Postings one) -> one.live).thenComparing(one -> one.word));
    double left = terms.stream().mapToDouble(this::idf).sum();
    double[] scores = new double[lengths.length];
    double[] counts = new double[lengths.length];
    double[] lengthOf = new double[lengths.length];
    int[] touched = new int[64];
    double average = averageLength();
    for (Postings postings : terms) {
      if (postings.live >= COMMON && left <= least(scores, best)) {
        return new Scores(scores, false);
      }
      int[] found = touched;
      int size = 0;
      for (int i = 0; i < postings.size; i++) {
        int document = postings.documents[i];
        if (!live.get(document) || (allowed != null && !allowed.get(document))) {
          continue;
        }
        if (found.length < size + Chain.MOST) {
          found = Arrays.copyOf(found, found.length * 2);
        }
        size = chain.spread(document, postings.counts[i], allowed, counts, found, size);
      }
      double idf = idf(postings);
      for (int i = 0; i < size; i++) {
        int document = found[i];
        if (lengthOf[document] == 0) {
          lengthOf[document] = chain.mean(document, allowed, lengths) / average;
        }
        scores[document] += idf * share(counts[document], lengthOf[document]);
        counts[document] = 0;
      }
      touched = found;
      left -= idf;
    }
    return new Scores(scores, true);
  }

  /** The least of so many best scores; infinite if there are not so many. */
  private static double least(double[] scores, int best) {
    PriorityQueue<Double> heap = new PriorityQueue<>(best);
    double least = 0;
    for (double score : scores) {
      if (score > least) {
        heap.add(score);
        if (heap.size() > best) {
          heap.poll();
        }
        least = heap.size() < best ? 0 : heap.element();
      }
    }
    return heap.size() < best ? Double.NEGATIVE_INFINITY : least;
  }

  /**
   * The whole score of one document together with those around it, as {@link #scores(List, BitSet,
   * Chain, int)} has it.
   */
  double score(int document, List<String> words, @Nullable BitSet allowed, Chain chain) {
    if (!live.get(document) || (allowed != null && !allowed.get(document))) {
      return 0;
    }
    double score = 0;
    double length = chain.mean(document, allowed, lengths) / averageLength();
    for (Postings postings : postings(words)) {
      double[] count = new double[1];
      chain.around(document, allowed, (one, weight) -> count[0] += weight * postings.count(one));
      if (count[0] > 0) {
        score += idf(postings) * share(count[0], length);
      }
    }
    return score;
  }

  /** The score of one document by itself. */
  double score(int document, List<String> words) {
    double score = 0;
    double average = averageLength();
    if (live.get(document)) {
      for (Postings postings : postings(words)) {
        int count = postings.count(document);
        if (count > 0) {
          score += idf(postings) * share(count, lengths[document] / average);
        }
      }
    }
    return score;
  }

  /** The different words of a document. */
  List<String> wordsOf(int document) {
    Postings[] terms = termsOf.get(document);
    return terms == null ? List.of() : Arrays.stream(terms).map(term -> term.word).toList();
  }

  /** How many documents hold a word. */
  int documentsWith(String word) {
    Postings postings = vocabulary.get(word);
    return postings == null ? 0 : postings.live;
  }

  private List<Postings> postings(List<String> words) {
    List<Postings> all = new ArrayList<>();
    for (String word : new LinkedHashSet<>(words)) {
      Postings postings = vocabulary.get(word);
      if (postings != null) {
        all.add(postings);
      }
    }
    return all;
  }

  private double averageLength() {
    int documents = size();
    return documents == 0 ? 1 : Math.max(1, (double) totalLength / documents);
  }

  private double idf(Postings postings) {
    return Math.log(1 + (size() - postings.live + 0.5) / (postings.live + 0.5));
  }

  private static double share(double count, double relativeLength) {
    return count / (count + K1 * (1 - B + B * relativeLength));
  }
}

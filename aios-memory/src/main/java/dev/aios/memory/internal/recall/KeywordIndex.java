package dev.aios.memory.internal.recall;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An inverted index that ranks by BM25 (Robertson and Zaragoza, The probabilistic relevance
 * framework, 2009) with the constants and the positive inverse document frequency that Lucene uses.
 * Not thread-safe; searches may run beside each other, not beside changes.
 */
final class KeywordIndex {
  private static final double K1 = 1.2;
  private static final double B = 0.75;

  private final Map<String, Postings> vocabulary = new HashMap<>();
  private final BitSet live = new BitSet();
  private final Map<Integer, Postings[]> termsOf = new HashMap<>();
  private int[] lengths = new int[64];
  private long totalLength;
  private int removed;

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
      documents[size] = document;
      counts[size++] = count;
      live++;
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
    return live.cardinality();
  }

  /** Adds a document. Its number must never have been used in this index. */
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
    totalLength -= lengths[document];
    removed++;
    if (removed > 64 && removed > size() / 4) {
      vocabulary.values().forEach(postings -> postings.keep(live));
      removed = 0;
    }
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
    double documents = size();
    double averageLength = documents == 0 ? 1 : Math.max(1, totalLength / documents);
    for (String word : new LinkedHashSet<>(words)) {
      Postings postings = vocabulary.get(word);
      if (postings == null) {
        continue;
      }
      double idf = Math.log(1 + (documents - postings.live + 0.5) / (postings.live + 0.5));
      for (int i = 0; i < postings.size; i++) {
        int document = postings.documents[i];
        if (live.get(document) && (allowed == null || allowed.get(document))) {
          double count = postings.counts[i];
          double norm = K1 * (1 - B + B * lengths[document] / averageLength);
          scores[document] += idf * count / (count + norm);
        }
      }
    }
    return scores;
  }
}

package dev.aios.memory.internal.recall;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An inverted index that ranks by BM25 (Robertson and Zaragoza, The probabilistic relevance
 * framework, 2009) with the positive inverse document frequency that Lucene uses, and the constants
 * that Anserini measured for passages (0.9 and 0.4) instead of those for whole documents. Some of
 * its documents may be in {@link Segment segments}; which are is of no account for a score. Not
 * thread-safe; searches may run beside each other, not beside changes.
 */
final class KeywordIndex {
  private static final double K1 = 0.9;
  private static final double B = 0.4;

  /** A word in so many documents may be left out; in a smaller index none is. */
  private static final int COMMON = 10_000;

  /** So many documents of a word are read at once. */
  private static final int PORTION = 512;

  /** Of so many what is needed is fetched at once: more than that would not stay at hand. */
  private static final int AHEAD = 64;

  /** So many searches at once use arrays again: of a million documents those are 4 MB each. */
  private static final int POOLED = 2;

  /** What an index is of. Its number is in the last two bits of each of its terms. */
  enum Field {
    WORDS('w', 0),
    TITLES('n', 1),
    DATES('d', 2);

    final char kind;
    private final long number;

    Field(char kind, long number) {
      this.kind = kind;
      this.number = number;
    }

    long term(KeyedHash hash, String word) {
      return (hash.of(kind, word) & ~3L) | number;
    }

    boolean has(long term) {
      return (term & 3) == number;
    }
  }

  private final Field field;
  private final KeyedHash hash;
  private final Supplier<List<Segment>> segments;
  private final Map<Long, MemoryPostings> vocabulary = new HashMap<>();
  private MemoryPostings[] @Nullable [] termsOf = new MemoryPostings[64][];
  private int[] lengths = new int[64];
  private long totalLength;
  private int size;

  /** Of each document the mean length of it and those around it; zero if it was not asked for. */
  private volatile float @Nullable [] means;

  private volatile boolean settled;
  private final Queue<Scores> pool = new ArrayBlockingQueue<>(POOLED);

  /**
   * @param field what it is of
   * @param hash makes terms of words
   * @param segments where documents are that are not in memory
   */
  KeywordIndex(Field field, KeyedHash hash, Supplier<List<Segment>> segments) {
    this.field = field;
    this.hash = hash;
    this.segments = segments;
  }

  /** A word that is looked for, and where. */
  record Term(List<Postings> lists, int live, double idf) {
    int count(int document) {
      int count = 0;
      for (Postings list : lists) {
        count += list.count(document);
      }
      return count;
    }
  }

  int size() {
    return size;
  }

  /** Something is about to change, also in what stands beside what. */
  void changing() {
    means = null;
    settled = false;
  }

  /**
   * The known mean lengths, or null: where searches and changes take turns, they would be thrown
   * away before they are of use.
   */
  private float @Nullable [] means() {
    float[] known = means;
    if (known == null && settled) {
      known = new float[lengths.length];
      means = known;
    }
    settled = true;
    return known;
  }

  /** Adds a document. Its number is in use by no other. */
  void add(int document, List<String> words) {
    Map<Long, Integer> counts = new HashMap<>();
    for (String word : words) {
      counts.merge(field.term(hash, word), 1, Integer::sum);
    }
    List<MemoryPostings> terms = new ArrayList<>(counts.size());
    counts.forEach(
        (term, count) -> {
          MemoryPostings postings = vocabulary.computeIfAbsent(term, MemoryPostings::new);
          postings.add(document, count);
          terms.add(postings);
        });
    if (document >= termsOf.length) {
      termsOf = Arrays.copyOf(termsOf, Math.max(document + 1, termsOf.length * 2));
    }
    termsOf[document] = terms.toArray(MemoryPostings[]::new);
    count(document, words.size());
  }

  /** Counts a document that is in a segment. */
  void count(int document, int length) {
    if (document >= lengths.length) {
      lengths = Arrays.copyOf(lengths, Math.max(document + 1, lengths.length * 2));
    }
    lengths[document] = length;
    totalLength += length;
    size++;
    changing();
  }

  /** Ends to count a document that is in a segment. */
  void discount(int document) {
    totalLength -= lengths[document];
    lengths[document] = 0;
    size--;
    changing();
  }

  /** Removes a document that is in memory. */
  void remove(int document) {
    MemoryPostings[] terms = document < termsOf.length ? termsOf[document] : null;
    if (terms == null) {
      return;
    }
    for (MemoryPostings postings : terms) {
      postings.remove(document);
      if (postings.live() == 0) {
        vocabulary.remove(postings.term);
      }
    }
    termsOf[document] = null;
    discount(document);
  }

  /** All documents in memory are in a segment now. */
  void moved() {
    vocabulary.clear();
    termsOf = new MemoryPostings[64][];
  }

  /** The terms of the documents in memory. */
  Iterable<MemoryPostings> inMemory() {
    return vocabulary.values();
  }

  /** The terms of a document in memory. */
  MemoryPostings[] termsOf(int document) {
    MemoryPostings[] terms = document < termsOf.length ? termsOf[document] : null;
    return terms == null ? new MemoryPostings[0] : terms;
  }

  /** How many words a document has, 0 also if it is not in this index. */
  int length(int document) {
    return document < lengths.length ? lengths[document] : 0;
  }

  /**
   * Scores the documents that hold at least one of the words, together with those around them: how
   * often a word occurs, and how long a document is, is summed over all with the chain's weights. A
   * document is found by a word that only its neighbours hold, too.
   *
   * <p>Words that many documents hold are left out where all of them together cannot lift a
   * document that holds no other into the best (as in MaxScore, Turtle and Flood 1995): reading
   * them is most of the work, and they say the least. The scores are not whole then.
   *
   * @param words what to look for
   * @param allowed which documents may be found and may speak for their neighbours, or null for all
   * @param chain which document stands beside which
   * @param best how many of the best are wanted
   * @return the scores, to be closed
   */
  Scores scores(Looking words, @Nullable BitSet allowed, Chain chain, int best) {
    List<Term> terms = new ArrayList<>(words.terms);
    terms.sort(Comparator.comparingInt(Term::live));
    double left = terms.stream().mapToDouble(Term::idf).sum();
    Scores scores = taken();
    scores.known(allowed == null && chain != Chain.EMPTY ? means() : null);
    double average = averageLength();
    int[] documents = new int[PORTION];
    int[] counts = new int[PORTION];
    for (Term term : terms) {
      if (term.live() >= COMMON && left <= scores.least(best)) {
        scores.leftOut(terms.subList(terms.indexOf(term), terms.size()));
        break;
      }
      for (Postings list : term.lists()) {
        int from = 0;
        for (int some = list.read(0, documents, counts);
            some > 0;
            some = list.read(from, documents, counts)) {
          from += some;
          for (int i = 0; i < some; i++) {
            if (i % AHEAD == 0) {
              scores.fetch(documents, i, Math.min(i + AHEAD, some), chain);
            }
            int document = documents[i];
            if (counts[i] > 0 && (allowed == null || allowed.get(document))) {
              chain.spread(document, counts[i], allowed, scores);
            }
          }
        }
      }
      for (int i = 0; i < scores.sizeCounted(); i++) {
        if (i % AHEAD == 0) {
          scores.fetchKnown(i, Math.min(i + AHEAD, scores.sizeCounted()));
        }
        int place = scores.counted(i);
        double norm = scores.normAt(place);
        if (norm == 0) {
          norm = norm(mean(scores.document(place), scores.known(), allowed, chain) / average);
          scores.normAt(place, norm);
        }
        double count = scores.countAt(place);
        scores.add(place, term.idf() * count / (count + norm));
      }
      scores.countAnew();
      left -= term.idf();
    }
    return scores;
  }

  /** The length that a document is judged by, of which some may be known. */
  private float mean(
      int document, float @Nullable [] known, @Nullable BitSet allowed, Chain chain) {
    if (known == null) {
      return chain.mean(document, allowed, lengths);
    }
    float length = known[document];
    if (length == 0) {
      length = chain.mean(document, allowed, lengths);
      known[document] = length;
    }
    return length;
  }

  private Scores taken() {
    Scores scores = pool.poll();
    return scores == null || !scores.hasRoom(lengths.length)
        ? new Scores(lengths.length, pool)
        : scores;
  }

  /**
   * What the words that were left out add to the score of one document, together with those around
   * it.
   *
   * @param scores what {@link #scores} gave for the same
   */
  double leftOut(Scores scores, int document, @Nullable BitSet allowed, Chain chain) {
    List<Term> left = scores.leftOut();
    boolean here = document < lengths.length; // Not every chunk has a title or a date.
    if (left.isEmpty() || !here || (allowed != null && !allowed.get(document))) {
      return 0;
    }
    double norm = norm(mean(document, scores.known(), allowed, chain) / averageLength());
    double score = 0;
    for (Term term : left) {
      double[] count = new double[1];
      chain.around(document, allowed, (one, weight) -> count[0] += weight * term.count(one));
      if (count[0] > 0) {
        score += term.idf() * count[0] / (count[0] + norm);
      }
    }
    return score;
  }

  /** The score of one document by itself. */
  double score(int document, Looking words) {
    double score = 0;
    double norm = norm(length(document) / averageLength());
    for (Term term : words.terms) {
      int count = term.count(document);
      score += term.idf() * count / (count + norm);
    }
    return score;
  }

  /** Words that are looked for, as the index has them until it changes. */
  record Looking(List<Term> terms) {
    boolean isEmpty() {
      return terms.isEmpty();
    }
  }

  /** Words that are to be looked for; repeated ones count once. */
  Looking looking(List<String> words) {
    return new Looking(terms(words));
  }

  /** How many documents hold a term. */
  int documentsWith(long term) {
    return term(term).live();
  }

  private List<Term> terms(List<String> words) {
    List<Term> all = new ArrayList<>();
    for (String word : new LinkedHashSet<>(words)) {
      Term term = term(field.term(hash, word));
      if (term.live() > 0) {
        all.add(term);
      }
    }
    return all;
  }

  private Term term(long term) {
    List<Postings> lists = new ArrayList<>();
    int live = 0;
    Postings inMemory = vocabulary.get(term);
    if (inMemory != null) {
      lists.add(inMemory);
      live += inMemory.live();
    }
    for (Segment segment : segments.get()) {
      Postings stored = segment.postings(term);
      if (stored != null && stored.live() > 0) {
        lists.add(stored);
        live += stored.live();
      }
    }
    return new Term(lists, live, Math.log(1 + (size() - live + 0.5) / (live + 0.5)));
  }

  private double averageLength() {
    int documents = size();
    return documents == 0 ? 1 : Math.max(1, (double) totalLength / documents);
  }

  /** What a count is set against: more in a long document. Above zero. */
  private static double norm(double relativeLength) {
    return K1 * (1 - B + B * relativeLength);
  }
}

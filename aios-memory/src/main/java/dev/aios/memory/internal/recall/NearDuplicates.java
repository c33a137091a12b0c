package dev.aios.memory.internal.recall;

import dev.aios.memory.internal.text.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells whether two texts say the same in nearly the same words.
 *
 * <p>They do if each has at least 20 words, nine tenths of their pairs of neighbouring words are in
 * common (the resemblance of Broder, On the resemblance and containment of documents, 1997, with
 * shingles of two words), and their names, numbers, symbols and negations are the same in the same
 * order: two letters of one template to two people are no duplicates, however alike they are.
 *
 * <p>A fingerprint (Charikar, Similarity estimation techniques from rounding algorithms, 2002)
 * finds candidates without comparing texts.
 */
final class NearDuplicates {
  static final int LEAST_WORDS = 20;
  static final double LEAST_RESEMBLANCE = 0.9;

  /** Fingerprints of texts that resemble each other by nine tenths seldom differ in more bits. */
  static final int MOST_BITS = 10;

  private static final Pattern TOKEN = Pattern.compile("[\\p{L}\\p{M}'’]+|\\p{Nd}+|[\\p{Sc}%]");

  private static final Set<String> NEGATIONS =
      Set.of(
          "not", "no", "never", "none", "nor", "nobody", "nothing", "without", "cannot", "nicht",
          "nie", "nichts", "kein", "keine", "keinen", "keiner", "keinem", "keines", "ohne");

  private NearDuplicates() {}

  /** The fingerprint of a text: 64 signs, each of a sum over its words. */
  static long fingerprint(String text) {
    int[] sums = new int[Long.SIZE];
    for (String word : Words.of(text)) {
      long bits = hash(word);
      for (int i = 0; i < Long.SIZE; i++) {
        sums[i] += (bits >>> i & 1) == 1 ? 1 : -1;
      }
    }
    long fingerprint = 0;
    for (int i = 0; i < Long.SIZE; i++) {
      if (sums[i] > 0) {
        fingerprint |= 1L << i;
      }
    }
    return fingerprint;
  }

  /** FNV-1a, and the finaliser of MurmurHash3 so that short words differ in all bits. */
  private static long hash(String word) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < word.length(); i++) {
      hash = (hash ^ word.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
    hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
    return hash ^ hash >>> 33;
  }

  /** A text that may say the same, and in how many bits its fingerprint differs. */
  record Candidate(String key, int chunks, int bits) {}

  /**
   * The texts in an index whose fingerprints are near, the nearest first.
   *
   * @param except a passage whose own text does not count
   */
  static List<Candidate> candidates(RecallIndex index, long fingerprint, String except) {
    List<Candidate> near = new ArrayList<>();
    index
        .prints()
        .near(
            fingerprint,
            MOST_BITS,
            first -> {
              IndexedText known = index.texts().chunk(first).text();
              int bits = Long.bitCount(known.fingerprint ^ fingerprint);
              boolean others = known.passages.size() > 1 || !known.passages.containsKey(except);
              if (!known.isTurn() && others) {
                near.add(new Candidate(known.key(), known.chunks.length, bits));
              }
            });
    near.sort(Comparator.comparingInt(Candidate::bits).thenComparing(Candidate::key));
    return near;
  }

  static boolean sayTheSame(String a, String b) {
    Tokens one = new Tokens(a);
    Tokens two = new Tokens(b);
    return one.words.size() >= LEAST_WORDS
        && two.words.size() >= LEAST_WORDS
        && one.telling.equals(two.telling)
        && resemblance(one.words, two.words) >= LEAST_RESEMBLANCE;
  }

  private static double resemblance(List<String> a, List<String> b) {
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 1; i < a.size(); i++) {
      counts.merge(a.get(i - 1) + " " + a.get(i), 1, Integer::sum);
    }
    int common = 0;
    for (int i = 1; i < b.size(); i++) {
      Integer left = counts.computeIfPresent(b.get(i - 1) + " " + b.get(i), (pair, n) -> n - 1);
      if (left != null && left >= 0) {
        common++;
      }
    }
    return (double) common / (a.size() - 1 + b.size() - 1 - common);
  }

  /** The words of a text, and those of them that must not differ. */
  private static final class Tokens {
    final List<String> words = new ArrayList<>();
    final List<String> telling = new ArrayList<>();

    Tokens(String text) {
      Matcher tokens = TOKEN.matcher(text);
      while (tokens.find()) {
        String token = tokens.group();
        String word = Words.fold(token);
        boolean tells =
            !Character.isLowerCase(token.codePointAt(0))
                || NEGATIONS.contains(word)
                || word.endsWith("n't")
                || word.endsWith("n’t");
        words.add(word);
        if (tells) {
          telling.add(word);
        }
      }
    }
  }
}

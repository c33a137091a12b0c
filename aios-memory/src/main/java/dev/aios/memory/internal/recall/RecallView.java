package dev.aios.memory.internal.recall;

import dev.aios.api.value.Codec;
import dev.aios.memory.internal.recall.RecallIndex.Found;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index as others use it: opened from the rows at its first use, brought up to date before each
 * use, searched by many threads at once. Thread-safe.
 */
final class RecallView {
  private static final Logger LOG = LoggerFactory.getLogger(RecallView.class);

  /** The most texts that are compared whole with a new one. */
  private static final int MOST_COMPARED = 5;

  private final RecallRows rows;
  private final Codec codec;
  private final Supplier<RecallIndex> empty;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private volatile long upTo = -1;
  private @Nullable RecallIndex index;
  private @Nullable CatchUp catchUp;

  /**
   * @param rows the rows
   * @param codec for records
   * @param empty makes an empty index
   */
  RecallView(RecallRows rows, Codec codec, Supplier<RecallIndex> empty) {
    this.rows = rows;
    this.codec = codec;
    this.empty = empty;
  }

  /**
   * A chunk that answers.
   *
   * @param passage the id of the passage that it belongs to
   * @param text the key of its text
   * @param chunk its number
   * @param score the fused score
   * @param similarity the cosine, or 0 if it was not found by meaning
   * @param keywords the keyword score, or 0 if it was not found by keywords
   */
  record Answer(
      String passage, String text, int chunk, double score, double similarity, double keywords) {}

  /** Reads what changed since the last call, also what other processes changed. */
  void catchUp() {
    long head = rows.head();
    if (head == upTo) {
      return;
    }
    lock.writeLock().lock();
    try {
      CatchUp current = catchUp;
      if (current == null) {
        RecallIndex fresh = empty.get();
        current = new CatchUp(rows, codec, fresh);
        current.load();
        index = fresh;
        catchUp = current;
        warnOfOtherModels(fresh);
      } else {
        current.run();
      }
      upTo = Math.max(upTo, head);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private static void warnOfOtherModels(RecallIndex index) {
    if (index.withoutVector() > 0) {
      LOG.atWarn()
          .addKeyValue("chunks", index.withoutVector())
          .log(
              "Chunks without a vector of the present embedder are found by keywords only;"
                  + " add their passages again to have them embedded");
    }
  }

  private interface Reading<T> {
    T read(RecallIndex index);
  }

  private <T> T reading(Reading<T> reading) {
    lock.readLock().lock();
    try {
      RecallIndex current = index;
      if (current == null) {
        throw new IllegalStateException("The index is used before it was opened");
      }
      return reading.read(current);
    } finally {
      lock.readLock().unlock();
    }
  }

  int passages() {
    return reading(RecallIndex::passages);
  }

  /**
   * The best chunk of each text that answers, best first.
   *
   * @param question the question's vector, or null
   * @param words the question's words
   * @param filter which passages may be found
   * @param depth how many chunks are taken from each index
   * @param weights of meaning and of keywords
   */
  List<Answer> search(
      float @Nullable [] question, List<String> words, Filter filter, int depth, Weights weights) {
    return reading(
        current -> {
          Found found = current.search(question, words, filter, depth);
          Map<Integer, Double> similarities = scores(found.byMeaning());
          Map<Integer, Double> keywords = scores(found.byKeywords());
          double nearest = highest(found.byMeaning());
          double best = highest(found.byKeywords());
          Fusion fusion =
              new Fusion(
                  current::textOf,
                  chunk ->
                      weights.meaning() * current.similarity(question, chunk) / nearest
                          + weights.keywords() * keywords.getOrDefault(chunk, 0.0) / best);
          fusion.add(found.byMeaning(), weights.meaning());
          fusion.add(found.byKeywords(), weights.keywords());
          List<Answer> answers = new ArrayList<>();
          for (Fusion.Fused fused : fusion.best()) {
            passage(fused.text(), filter)
                .ifPresent(
                    id ->
                        answers.add(
                            new Answer(
                                id,
                                fused.text().key,
                                current.chunk(fused.chunk()).number(),
                                fused.score(),
                                similarities.getOrDefault(fused.chunk(), 0.0),
                                keywords.getOrDefault(fused.chunk(), 0.0))));
          }
          return answers;
        });
  }

  /** Never near zero, also where all vectors are far from the question. */
  private static double highest(List<Ranked> ranking) {
    return ranking.isEmpty() ? 1 : Math.max(0.01, ranking.get(0).score());
  }

  private static Map<Integer, Double> scores(List<Ranked> ranking) {
    Map<Integer, Double> scores = new HashMap<>();
    ranking.forEach(ranked -> scores.put(ranked.chunk(), ranked.score()));
    return scores;
  }

  private static Optional<String> passage(IndexedText text, Filter filter) {
    return text.passages.entrySet().stream()
        .filter(entry -> filter.allows(entry.getValue()))
        .min(IndexedText.FIRST)
        .map(Map.Entry::getKey);
  }

  /**
   * Finds a text that says the same in nearly the same words.
   *
   * @param text what is looked for
   * @param fingerprint its fingerprint
   * @param except a passage whose own text does not count
   * @return the key of the nearest such text
   */
  Optional<String> nearDuplicate(String text, long fingerprint, String except) {
    record Near(String key, int chunks, int bits) {}
    List<Near> candidates =
        reading(
            current -> {
              List<Near> near = new ArrayList<>();
              for (IndexedText known : current.texts()) {
                int bits = Long.bitCount(known.fingerprint ^ fingerprint);
                boolean others = known.passages.size() > 1 || !known.passages.containsKey(except);
                if (bits <= NearDuplicates.MOST_BITS && others) {
                  near.add(new Near(known.key, known.chunks.length, bits));
                }
              }
              return near;
            });
    return candidates.stream()
        .sorted(Comparator.comparingInt(Near::bits).thenComparing(Near::key))
        .limit(MOST_COMPARED)
        .filter(near -> NearDuplicates.sayTheSame(text, rows.wholeText(near.key(), near.chunks())))
        .map(Near::key)
        .findFirst();
  }

  void close() {
    lock.writeLock().lock();
    try {
      RecallIndex current = index;
      if (current != null) {
        current.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}

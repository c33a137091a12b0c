package dev.aios.memory.internal.recall;

import dev.aios.api.memory.Recall.Stage;
import dev.aios.memory.internal.recall.RecallView.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One search. Both indexes give their best; each of these chunks is then scored by both, and what
 * it has in each is added. By meaning a chunk has the number of standard deviations by which its
 * cosine exceeds that of chunks taken at random; by keywords its BM25, which is a sum of logarithms
 * of odds. Both grow alike with the size of the index, so that neither drowns the other in a large
 * one, and there is nothing to be tuned. (Ranks, as in reciprocal rank fusion, forget by how much
 * the first is better than the second.)
 *
 * <p>A turn of a conversation is scored together with what was said around it ({@link Chain}).
 *
 * <p>What is asked in other words is scored likewise, and the mean of these scores is added by
 * half: whoever wrote them may be wrong about what was meant.
 */
final class Retrieval {
  /** So small a deviation comes from too few or all the same vectors. */
  private static final double LEAST_DEVIATION = 0.01;

  /** An answer may say little by itself: what follows the nearest chunks is looked at too. */
  private static final int FOLLOWED = 100;

  /** How much other words count beside the question's own. */
  private static final double EXPANDED = 0.5;

  private final RecallIndex index;
  private final Asked asked;
  private final List<Retrieval> others;
  private final RecallIndex.@Nullable Allowed allowed;
  private final @Nullable BitSet allowedChunks;
  private final float @Nullable [] vector;
  private final VectorIndex.@Nullable Target target;
  private final boolean neighbours;
  private double mean;
  private double deviation = 1;
  private KeywordIndex.Scores words = KeywordIndex.Scores.NONE;
  private double[] titles = {};
  private double[] dates = {};

  /**
   * @param index what is searched
   * @param probe the question
   * @param others the same in other words
   */
  Retrieval(RecallIndex index, Probe probe, List<Probe> others) {
    this(
        index,
        probe,
        others,
        probe.asked.filter().allowsAll() ? null : index.allowed(probe.asked.filter()));
  }

  private Retrieval(
      RecallIndex index, Probe probe, List<Probe> others, RecallIndex.@Nullable Allowed allowed) {
    this.index = index;
    this.asked = probe.asked;
    this.others =
        others.stream().map(other -> new Retrieval(index, other, List.of(), allowed)).toList();
    this.allowed = allowed;
    this.allowedChunks = allowed == null ? null : allowed.chunks();
    this.vector = probe.vector;
    this.target = vector == null ? null : index.vectors().target(vector);
    this.neighbours = asked.with(Stage.NEIGHBOURS);
  }

  /**
   * A text that answers.
   *
   * @param text the text
   * @param passage the id of the passage that stands for it
   * @param chunk the ordinal of its best chunk
   * @param found what it has by its words, its meaning and its date, neighbours included
   * @param expanded what it has by other words for what is asked
   * @param recency what it has for being new
   * @param importance what it has for being important
   */
  private record Scored(
      IndexedText text,
      String passage,
      int chunk,
      double found,
      double expanded,
      double recency,
      double importance) {
    double byText() {
      return found + expanded;
    }

    double score() {
      return found + expanded + recency + importance;
    }
  }

  /** The texts that answer, best first, as many as are wanted. */
  List<Answer> run() {
    prepare();
    Set<Integer> candidates = candidates();
    for (Retrieval other : others) {
      other.prepare();
      candidates.addAll(other.candidates());
    }
    Map<IndexedText, Scored> best = new HashMap<>();
    for (int chunk : candidates) {
      IndexedText text = index.textOf(chunk);
      Scored scored = new Scored(text, "", chunk, found(text, chunk), expanded(text, chunk), 0, 0);
      Scored known = best.get(text);
      if (known == null
          || scored.byText() > known.byText()
          || (scored.byText() == known.byText() && chunk < known.chunk())) {
        best.put(text, scored);
      }
    }
    List<Scored> all = new ArrayList<>(best.size());
    for (Scored scored : best.values()) {
      RecallView.passage(scored.text(), asked.filter())
          .ifPresent(entry -> all.add(weighed(scored, entry)));
    }
    all.sort(
        Comparator.comparingDouble(Scored::score)
            .reversed()
            .thenComparing(scored -> scored.text().key));
    List<Answer> answers = new ArrayList<>();
    for (Scored scored : diverse(all)) {
      answers.add(explained(scored));
    }
    return answers;
  }

  private void prepare() {
    words = words();
    titles = labels(asked.words(), Stage.KEYWORDS);
    dates = labels(asked.dates(), Stage.DATES);
    measure();
  }

  private double found(IndexedText text, int chunk) {
    double keywords =
        words.areWhole()
            ? words.of(chunk)
            : index.words().score(chunk, asked.words(), allowedChunks, chain());
    return asked.weights().meaning() * meaning(chunk, neighbours)
        + asked.weights().keywords() * (keywords + label(titles, text) + label(dates, text));
  }

  private double expanded(IndexedText text, int chunk) {
    double sum = 0;
    for (Retrieval other : others) {
      sum += other.found(text, chunk);
    }
    return others.isEmpty() ? 0 : EXPANDED * sum / others.size();
  }

  /** With its passage, and what counts for a passage whatever it says. */
  private Scored weighed(Scored one, Map.Entry<String, IndexedText.Meta> passage) {
    IndexedText.Meta meta = passage.getValue();
    double recency = 0;
    Instant time = meta.time();
    if (asked.ranking().recency() > 0 && asked.with(Stage.RECENCY) && time != null) {
      double age = Math.max(0, asked.now() - time.toEpochMilli());
      double halves = age / asked.ranking().halfLife().toMillis();
      recency = asked.ranking().recency() * Math.pow(0.5, halves);
    }
    double importance =
        asked.with(Stage.IMPORTANCE) ? asked.ranking().importance() * meta.importance() : 0;
    return new Scored(
        one.text(),
        passage.getKey(),
        one.chunk(),
        one.found(),
        one.expanded(),
        recency,
        importance);
  }

  /** The best, one after the other, each less what it repeats of those before it. */
  private List<Scored> diverse(List<Scored> all) {
    double share = asked.ranking().diversity();
    List<Scored> left = new ArrayList<>(all.subList(0, Math.min(all.size(), asked.most())));
    if (share == 0 || left.size() < 2) {
      return left;
    }
    double top = left.get(0).score();
    double range = Math.max(1e-9, top - left.get(left.size() - 1).score());
    double[] nearest = new double[left.size()];
    boolean[] taken = new boolean[left.size()];
    List<Scored> chosen = new ArrayList<>(left.size());
    while (chosen.size() < left.size()) {
      int next = -1;
      double nextWorth = 0;
      for (int i = 0; i < left.size(); i++) {
        double fit = 1 - (top - left.get(i).score()) / range;
        double worth = (1 - share) * fit - share * nearest[i];
        if (!taken[i] && (next < 0 || worth > nextWorth)) {
          next = i;
          nextWorth = worth;
        }
      }
      taken[next] = true;
      chosen.add(left.get(next));
      for (int i = 0; i < left.size(); i++) {
        double near = index.vectors().cosine(left.get(i).chunk(), left.get(next).chunk());
        nearest[i] = Math.max(nearest[i], near);
      }
    }
    return chosen;
  }

  private Answer explained(Scored scored) {
    IndexedText text = scored.text();
    int chunk = scored.chunk();
    double toKeywords = asked.weights().keywords();
    boolean byWords = asked.with(Stage.KEYWORDS) && toKeywords > 0;
    double keywords = byWords ? index.words().score(chunk, asked.words()) + label(titles, text) : 0;
    Map<Stage, Double> parts = new EnumMap<>(Stage.class);
    parts.put(Stage.MEANING, asked.weights().meaning() * meaning(chunk, false));
    parts.put(Stage.KEYWORDS, toKeywords * keywords);
    parts.put(Stage.DATES, toKeywords * label(dates, text));
    double alone = parts.values().stream().mapToDouble(Double::doubleValue).sum();
    if (neighbours && index.chain().hasAround(chunk)) {
      parts.put(Stage.NEIGHBOURS, scored.found() - alone);
    }
    parts.put(Stage.EXPANSION, scored.expanded());
    parts.put(Stage.RECENCY, scored.recency());
    parts.put(Stage.IMPORTANCE, scored.importance());
    parts.values().removeIf(part -> part == 0);
    double cosine = target == null ? 0 : target.cosine(chunk);
    return new Answer(
        scored.passage(),
        text.key,
        index.chunk(chunk).number(),
        scored.score(),
        Double.isNaN(cosine) ? 0 : cosine,
        keywords,
        parts);
  }

  private KeywordIndex.Scores words() {
    if (!asked.with(Stage.KEYWORDS) || asked.weights().keywords() == 0) {
      return KeywordIndex.Scores.NONE;
    }
    return index.words().scores(asked.words(), allowedChunks, chain(), asked.depth());
  }

  private Chain chain() {
    return neighbours ? index.chain() : Chain.EMPTY;
  }

  private double[] labels(List<String> words, Stage stage) {
    if (words.isEmpty() || !asked.with(stage) || asked.weights().keywords() == 0) {
      return new double[0];
    }
    KeywordIndex labels = stage == Stage.DATES ? index.dates() : index.titles();
    return labels.scores(words, allowed == null ? null : allowed.labels());
  }

  private static double label(double[] scores, IndexedText text) {
    return text.labels >= 0 && text.labels < scores.length ? scores[text.labels] : 0;
  }

  private Set<Integer> candidates() {
    Set<Integer> candidates = new LinkedHashSet<>();
    if (vector != null) {
      Best near = new Best(asked.depth(), index::compare);
      index.vectors().search(vector, allowedChunks, near, asked.depth());
      List<Ranked> ranked = near.list();
      ranked.forEach(one -> candidates.add(one.chunk()));
      if (neighbours) {
        ranked.stream().limit(FOLLOWED).forEach(one -> addNext(one.chunk(), candidates));
      }
    }
    // Scores that are not whole may have the best in another order: the first half will be right.
    Best byWords = new Best(asked.depth() * (words.areWhole() ? 1 : 2), index::compare);
    for (int i = 0; i < words.length(); i++) {
      double score = words.of(i);
      if (score > 0) {
        IndexedText text = index.textOf(i);
        byWords.offer(i, score + label(titles, text) + label(dates, text));
      }
    }
    offerLabelled(byWords);
    byWords.list().forEach(one -> candidates.add(one.chunk()));
    return candidates;
  }

  /** What is found by its title or its time only, is found by its first chunk. */
  private void offerLabelled(Best best) {
    int most = Math.max(titles.length, dates.length);
    for (int i = 0; i < most; i++) {
      double score = (i < titles.length ? titles[i] : 0) + (i < dates.length ? dates[i] : 0);
      IndexedText text = score > 0 ? index.labelled(i) : null;
      if (text != null && words.of(text.chunks[0]) == 0) {
        best.offer(text.chunks[0], score);
      }
    }
  }

  private void addNext(int chunk, Set<Integer> candidates) {
    int next = index.chain().next(chunk);
    if (next >= 0 && (allowedChunks == null || allowedChunks.get(next))) {
      candidates.add(next);
    }
  }

  /** What chance finds: mean and deviation of the cosine of a sample of all chunks. */
  private void measure() {
    if (target == null) {
      return;
    }
    int[] sample = index.sample();
    double sum = 0;
    double squares = 0;
    for (int chunk : sample) {
      double cosine = cosine(target, chunk, neighbours);
      sum += cosine;
      squares += cosine * cosine;
    }
    if (sample.length > 0) {
      mean = sum / sample.length;
      double variance = Math.max(0, squares / sample.length - mean * mean);
      deviation = Math.max(LEAST_DEVIATION, Math.sqrt(variance));
    }
  }

  private double meaning(int chunk, boolean withNeighbours) {
    if (target == null) {
      return 0;
    }
    double cosine = cosine(target, chunk, withNeighbours);
    return Double.isNaN(cosine) ? 0 : (cosine - mean) / deviation;
  }

  /** The cosine of a chunk; with what stands around it, the weighed mean. */
  private double cosine(VectorIndex.Target question, int chunk, boolean withNeighbours) {
    if (!withNeighbours) {
      return question.cosine(chunk);
    }
    double[] sums = new double[2];
    index
        .chain()
        .around(
            chunk,
            allowedChunks,
            (one, weight) -> {
              double cosine = question.cosine(one);
              if (!Double.isNaN(cosine)) {
                sums[0] += weight * cosine;
                sums[1] += weight;
              }
            });
    return sums[0] / sums[1];
  }
}

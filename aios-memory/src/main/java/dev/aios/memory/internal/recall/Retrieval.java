package dev.aios.memory.internal.recall;

import dev.aios.api.memory.Recall.Stage;
import dev.aios.memory.internal.recall.RecallView.Answer;
import dev.aios.memory.internal.recall.TextTable.ChunkRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
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
  /** An answer may say little by itself: what follows the nearest chunks is looked at too. */
  private static final int FOLLOWED = 100;

  /** How much other words count beside the question's own. */
  private static final double EXPANDED = 0.5;

  private final RecallIndex index;
  private final Asked asked;
  private final List<Retrieval> others;
  private final Sieve sieve;
  private final @Nullable BitSet allowed;
  private final boolean neighbours;
  private final Meaning meaning;
  private final Looked words;
  private final Looked titles;
  private final Looked dates;

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
        probe.asked.filter().allowsAll()
            ? null
            : index.texts().allowed(Sieve.of(probe.asked.filter(), index.hash())));
  }

  private Retrieval(RecallIndex index, Probe probe, List<Probe> others, @Nullable BitSet allowed) {
    this.index = index;
    this.asked = probe.asked;
    this.others =
        others.stream().map(other -> new Retrieval(index, other, List.of(), allowed)).toList();
    this.sieve = Sieve.of(asked.filter(), index.hash());
    this.allowed = allowed;
    this.neighbours = asked.with(Stage.NEIGHBOURS);
    this.meaning = new Meaning(index, probe.vector, allowed, neighbours);
    this.words = looked(index.words(), asked.words(), Stage.KEYWORDS, chain());
    this.titles = looked(index.labels().titles(), asked.words(), Stage.KEYWORDS, Chain.EMPTY);
    this.dates = looked(index.labels().dates(), asked.dates(), Stage.DATES, Chain.EMPTY);
  }

  private Looked looked(KeywordIndex field, List<String> its, Stage stage, Chain beside) {
    boolean on = asked.with(stage) && asked.weights().keywords() > 0;
    return new Looked(field, on ? its : List.of(), allowed, beside);
  }

  /**
   * A text that answers.
   *
   * @param text the ordinal of the text's first chunk
   * @param passage the id of the passage that stands for it
   * @param chunk the ordinal of its best chunk
   * @param found what it has by its words, its meaning and its date, neighbours included
   * @param expanded what it has by other words for what is asked
   * @param recency what it has for being new
   * @param importance what it has for being important
   */
  private record Scored(
      int text,
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
    try {
      return answers();
    } finally {
      close();
      others.forEach(Retrieval::close);
    }
  }

  private void close() {
    words.close();
    titles.close();
    dates.close();
  }

  private List<Answer> answers() {
    prepare();
    Set<Integer> candidates = candidates();
    for (Retrieval other : others) {
      other.prepare();
      candidates.addAll(other.candidates());
    }
    Map<Integer, Scored> best = new HashMap<>();
    for (int chunk : promising(candidates)) {
      int text = index.texts().first(chunk);
      Scored scored = new Scored(text, "", chunk, found(text, chunk), expanded(text, chunk), 0, 0);
      Scored known = best.get(text);
      if (known == null
          || scored.byText() > known.byText()
          || (scored.byText() == known.byText() && index.compare(chunk, known.chunk()) < 0)) {
        best.put(text, scored);
      }
    }
    if (weighsPassages()) {
      List<Scored> all = new ArrayList<>(best.size());
      best.values().forEach(scored -> weighed(scored).ifPresent(all::add));
      return explained(diverse(first(all)).stream());
    }
    List<Scored> ranked = diverse(first(new ArrayList<>(best.values())));
    return explained(ranked.stream().flatMap(scored -> weighed(scored).stream()));
  }

  private List<Answer> explained(Stream<Scored> ranked) {
    return ranked.limit(asked.answers()).map(this::explained).toList();
  }

  /** The best by their scores, as many as are wanted. */
  private List<Scored> first(List<Scored> all) {
    all.sort(
        Comparator.comparingDouble(Scored::score)
            .reversed()
            .thenComparing((one, other) -> index.compare(one.text(), other.text())));
    return all.subList(0, Math.min(all.size(), asked.most()));
  }

  /** Whether a passage counts for what it is, whatever it says. */
  private boolean weighsPassages() {
    return (asked.ranking().recency() > 0 && asked.with(Stage.RECENCY))
        || (asked.ranking().importance() > 0 && asked.with(Stage.IMPORTANCE));
  }

  private void prepare() {
    words.search(asked.depth());
    titles.search(asked.depth());
    dates.search(asked.depth());
    meaning.measure();
  }

  private double found(int text, int chunk) {
    return found(chunk, meaning.of(chunk), labels(text));
  }

  private double found(int chunk, double byMeaning, double byLabels) {
    double keywords = words.whole(chunk) + byLabels;
    return asked.weights().meaning() * byMeaning + asked.weights().keywords() * keywords;
  }

  /** What a text has by its title and its dates. */
  private double labels(int text) {
    return titles.whole(text) + dates.whole(text);
  }

  private boolean isLabelled() {
    return titles.scores().size() + dates.scores().size() > 0;
  }

  private double expanded(int text, int chunk) {
    return expanded(other -> other.found(text, chunk));
  }

  private double expanded(ToDoubleFunction<Retrieval> found) {
    return others.isEmpty()
        ? 0
        : EXPANDED * others.stream().mapToDouble(found).sum() / others.size();
  }

  /** What a chunk has, nearly, without common words: by its code instead of its vector. */
  private double nearly(int chunk) {
    double byLabels = isLabelled() ? labels(index.texts().first(chunk)) : 0;
    double keywords = words.scores().of(chunk) + byLabels;
    return asked.weights().meaning() * meaning.nearly(chunk)
        + asked.weights().keywords() * keywords;
  }

  /** What common words add to that. */
  private double common(int chunk) {
    return asked.weights().keywords() * words.leftOut(chunk);
  }

  private double mostCommon() {
    return asked.weights().keywords() * words.scores().mostLeftOut();
  }

  /**
   * Of many chunks those that are looked at closely, some more than are ranked, if the rest can be
   * told without a look at their vectors. In the order of their numbers: what is beside each other
   * is beside each other in the files, too.
   */
  private int[] promising(Set<Integer> candidates) {
    int[] chunks = candidates.stream().mapToInt(Integer::intValue).sorted().toArray();
    int closely = Math.min(2 * asked.most(), asked.most() + 2 * asked.answers());
    if (chunks.length <= closely || weighsPassages() || !meaning.canBeGuessed()) {
      return chunks;
    }
    meaning.fetch(chunks);
    double[] nearly = new double[chunks.length];
    Best sure = new Best(closely, Integer::compare);
    for (int i = 0; i < chunks.length; i++) {
      int chunk = chunks[i];
      nearly[i] = nearly(chunk) + expanded(other -> other.nearly(chunk));
      sure.offer(i, nearly[i]);
    }
    double mostCommon = mostCommon() + expanded(Retrieval::mostCommon);
    Best best = new Best(closely, index::compare);
    for (int i = 0; i < chunks.length; i++) {
      int chunk = chunks[i];
      // Common words are looked for in many documents: only where they can make a difference.
      if (sure.takes(nearly[i] + mostCommon)) {
        best.offer(chunk, nearly[i] + common(chunk) + expanded(other -> other.common(chunk)));
      }
    }
    return best.list().stream().mapToInt(Ranked::chunk).sorted().toArray();
  }

  /** With its passage, and what counts for a passage whatever it says. */
  private Optional<Scored> weighed(Scored one) {
    return RecallView.passage(index.texts().chunk(one.text()).text(), sieve)
        .map(entry -> weighed(one, entry));
  }

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
  private List<Scored> diverse(List<Scored> left) {
    double share = asked.ranking().diversity();
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
    int text = scored.text();
    int chunk = scored.chunk();
    double toKeywords = asked.weights().keywords();
    double keywords = words.alone(chunk) + titles.whole(text);
    Map<Stage, Double> parts = new EnumMap<>(Stage.class);
    parts.put(Stage.MEANING, asked.weights().meaning() * meaning.alone(chunk));
    parts.put(Stage.KEYWORDS, toKeywords * keywords);
    parts.put(Stage.DATES, toKeywords * dates.whole(text));
    double alone = parts.values().stream().mapToDouble(Double::doubleValue).sum();
    if (neighbours && index.chain().hasAround(chunk)) {
      parts.put(Stage.NEIGHBOURS, scored.found() - alone);
    }
    parts.put(Stage.EXPANSION, scored.expanded());
    parts.put(Stage.RECENCY, scored.recency());
    parts.put(Stage.IMPORTANCE, scored.importance());
    parts.values().removeIf(part -> part == 0);
    ChunkRef ref = index.texts().chunk(chunk);
    return new Answer(
        scored.passage(),
        ref.text().key(),
        ref.number(),
        scored.score(),
        meaning.similarity(chunk),
        keywords,
        parts);
  }

  private Chain chain() {
    return neighbours ? index.chain() : Chain.EMPTY;
  }

  private Set<Integer> candidates() {
    Set<Integer> candidates = new LinkedHashSet<>();
    List<Ranked> near = meaning.nearest(asked.depth());
    near.forEach(one -> candidates.add(one.chunk()));
    if (neighbours) {
      near.stream().limit(FOLLOWED).forEach(one -> addNext(one.chunk(), candidates));
    }
    // Scores that are not whole may have the best in another order: the first half will be right.
    boolean whole =
        words.scores().areWhole() && titles.scores().areWhole() && dates.scores().areWhole();
    Best byWords = new Best(asked.depth() * (whole ? 1 : 2), index::compare);
    boolean labelled = isLabelled();
    double most = titles.scores().most() + dates.scores().most();
    for (int i = 0; i < words.scores().size(); i++) {
      int chunk = words.scores().document(i);
      double score = words.scores().at(i);
      if (labelled && byWords.takes(score + most)) {
        int text = index.texts().first(chunk);
        score += titles.scores().of(text) + dates.scores().of(text);
      }
      byWords.offer(chunk, score);
    }
    offerLabelled(titles.scores(), byWords);
    offerLabelled(dates.scores(), byWords);
    byWords.list().forEach(one -> candidates.add(one.chunk()));
    return candidates;
  }

  /** What is found by its title or its time only, is found by its first chunk. */
  private void offerLabelled(Scores labels, Best best) {
    for (int i = 0; i < labels.size(); i++) {
      int text = labels.document(i);
      boolean offered = labels == dates.scores() && titles.scores().of(text) > 0;
      if (words.scores().of(text) == 0 && !offered) {
        best.offer(text, titles.scores().of(text) + dates.scores().of(text));
      }
    }
  }

  private void addNext(int chunk, Set<Integer> candidates) {
    int next = index.chain().next(chunk);
    if (next >= 0 && (allowed == null || allowed.get(next))) {
      candidates.add(next);
    }
  }
}

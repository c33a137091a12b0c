package dev.aios.memory.internal.context;

import dev.aios.api.memory.TokenCounter;
import dev.aios.memory.context.Summariser.Older;
import dev.aios.memory.internal.text.StopWords;
import dev.aios.memory.internal.text.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A summary of whole sentences, after SumBasic (Nenkova and Vanderwende, "The Impact of Frequency
 * on Summarization", 2005): a sentence counts by the frequent words in it, and a word counts less
 * once a sentence with it is kept, so that the summary does not say one thing over and over. Used
 * once.
 */
public final class Extract {
  private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?…])\\s+|\\n+");
  private static final Pattern TURN = Pattern.compile("\\A\\[\\d+] [^:\\n]{1,40}: ");

  /** An amount, a date. */
  private static final Pattern NUMBER = Pattern.compile("\\p{Nd}");

  /** A sentence of a later turn wins against one that is up to this much better. */
  private static final double NEWER = 0.2;

  /** What a word is still worth once a sentence with it is kept. */
  private static final double SAID = 0.3;

  /** So many sentences that do not fit mean that there is no room left. */
  private static final int MOST_MISFITS = 20;

  private final TokenCounter counter;
  private final Older older;

  /**
   * An extract.
   *
   * @param counter counts tokens
   * @param older what to sum up
   */
  public Extract(TokenCounter counter, Older older) {
    this.counter = counter;
    this.older = older;
  }

  /** What a sentence is worth at most; the best first, of equals the newest. */
  private record Bound(double worth, Sentence sentence) implements Comparable<Bound> {
    @Override
    public int compareTo(Bound other) {
      int byWorth = Double.compare(other.worth, worth);
      return byWorth != 0 ? byWorth : Integer.compare(other.sentence.order, sentence.order);
    }
  }

  private record Sentence(int order, String line, Set<String> words, double bonus) {}

  /**
   * The summary.
   *
   * @return one sentence a line, each with the number of its turn, in order
   */
  public String summary() {
    List<Sentence> sentences = new ArrayList<>();
    for (String line : older.before().lines().toList()) {
      add(sentences, line, true);
    }
    long number = older.first();
    for (var turn : older.turns()) {
      String head = "[" + number + "] " + turn.role() + ": ";
      for (String sentence : SENTENCE_END.splitAsStream(turn.text()).toList()) {
        add(sentences, sentence.isBlank() ? "" : head + sentence.strip(), false);
      }
      number++;
    }
    Map<String, Integer> counts = new HashMap<>();
    sentences.forEach(s -> s.words().forEach(word -> counts.merge(word, 1, Integer::sum)));
    Map<String, Double> worth = new HashMap<>();
    counts.forEach((word, count) -> worth.put(word, count > 1 ? Math.log(1 + count) : 0.3));
    // A sentence is worth ever less as others are kept, so what was counted before is a bound: only
    // the best by that bound needs counting again (lazy greedy; Minoux, 1978).
    PriorityQueue<Bound> queue = new PriorityQueue<>();
    sentences.forEach(s -> queue.add(new Bound(weight(s, worth, sentences.size()), s)));
    List<Sentence> kept = new ArrayList<>();
    long tokens = 0;
    int misfits = 0;
    while (!queue.isEmpty() && misfits < MOST_MISFITS) {
      Sentence best = queue.remove().sentence();
      Bound now = new Bound(weight(best, worth, sentences.size()), best);
      if (!queue.isEmpty() && now.compareTo(queue.element()) > 0) {
        queue.add(now);
        continue;
      }
      long more = counter.count(best.line()) + 1L;
      if (tokens + more <= older.most().count()) {
        kept.add(best);
        tokens += more;
        best.words().forEach(word -> worth.computeIfPresent(word, (w, value) -> value * SAID));
      } else {
        misfits++;
      }
    }
    kept.sort(Comparator.comparingInt(Sentence::order));
    return String.join("\n", kept.stream().map(Sentence::line).toList());
  }

  private static void add(List<Sentence> sentences, String line, boolean old) {
    if (!line.isBlank()) {
      String said = TURN.matcher(line).replaceFirst("");
      boolean number = NUMBER.matcher(said).find();
      sentences.add(
          new Sentence(
              sentences.size(),
              line,
              new HashSet<>(StopWords.without(Words.of(said))),
              (number ? 1.3 : 1) * (old ? 0.9 : 1)));
    }
  }

  private static double weight(Sentence sentence, Map<String, Double> worth, int all) {
    double sum = 0;
    for (String word : sentence.words()) {
      sum += worth.getOrDefault(word, 0.0);
    }
    double newer = 1 + NEWER * sentence.order() / Math.max(1, all);
    return sum / Math.sqrt(Math.max(4, sentence.words().size())) * newer * sentence.bonus();
  }
}

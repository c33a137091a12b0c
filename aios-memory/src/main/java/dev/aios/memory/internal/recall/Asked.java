package dev.aios.memory.internal.recall;

import dev.aios.api.memory.Ranking;
import dev.aios.api.memory.Recall.Stage;
import java.util.List;

/**
 * A question as the index reads it.
 *
 * @param words its telling words, stemmed as the index's are
 * @param dates the dates that it names, as words
 * @param filter which passages may be found
 * @param most how many texts are ranked
 * @param answers how many of those, the best, are given as answers
 * @param depth how many chunks each index is asked for
 * @param weights of meaning and keywords
 * @param ranking what else counts
 * @param now in milliseconds, for recency
 */
record Asked(
    List<String> words,
    List<String> dates,
    Filter filter,
    int most,
    int answers,
    int depth,
    Weights weights,
    Ranking ranking,
    long now) {
  boolean with(Stage stage) {
    return !ranking.without().contains(stage);
  }

  /** The same with all answers that are ranked. */
  Asked withAllAnswers() {
    return new Asked(words, dates, filter, most, most, depth, weights, ranking, now);
  }

  /** The same in other words, which name no dates of their own. */
  Asked inOtherWords(List<String> other) {
    return new Asked(other, List.of(), filter, most, answers, depth, weights, ranking, now);
  }
}

package dev.aios.memory.internal.recall;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is looked for in one field: the words that there are, and the scores that they give. Used by
 * one thread, and closed.
 */
final class Looked implements AutoCloseable {
  private final KeywordIndex field;
  private final KeywordIndex.Looking words;
  private final @Nullable BitSet allowed;
  private final Chain beside;

  /** Asked for twice of what is looked at closely: once to choose it, once for its score. */
  private final Map<Integer, Double> leftOut = new HashMap<>();

  private Scores scores = Scores.none();

  /**
   * @param field where it is looked for
   * @param words what is looked for
   * @param allowed which documents may be found and may speak for others, or null for all
   * @param beside which stand beside which
   */
  Looked(KeywordIndex field, List<String> words, @Nullable BitSet allowed, Chain beside) {
    this.field = field;
    this.beside = beside;
    this.words = field.looking(words);
    this.allowed = allowed;
  }

  void search(int best) {
    if (!words.isEmpty()) {
      scores = field.scores(words, allowed, beside, best);
    }
  }

  Scores scores() {
    return scores;
  }

  /** What a document has together with those around it. */
  double whole(int document) {
    return scores.of(document) + leftOut(document);
  }

  /** What of {@link #whole} is by words that were not looked for in every document. */
  double leftOut(int document) {
    return scores.areWhole()
        ? 0
        : leftOut.computeIfAbsent(document, one -> field.leftOut(scores, one, allowed, beside));
  }

  /** What a document has by itself. */
  double alone(int document) {
    return field.score(document, words);
  }

  @Override
  public void close() {
    scores.close();
  }
}

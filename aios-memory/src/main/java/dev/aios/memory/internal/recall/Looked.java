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
  private final Map<Integer, Double> leftOut = new HashMap<>();
  private Scores scores = Scores.none();

  Looked(KeywordIndex field, List<String> words, @Nullable BitSet allowed) {
    this.field = field;
    this.words = field.looking(words);
    this.allowed = allowed;
  }

  void search(Chain beside, int best) {
    if (!words.isEmpty()) {
      scores = field.scores(words, allowed, beside, best);
    }
  }

  Scores scores() {
    return scores;
  }

  /** What a document has together with those around it. */
  double whole(int document, Chain beside) {
    return scores.of(document) + leftOut(document, beside);
  }

  /** What of {@link #whole} is by words that were not looked for in every document. */
  double leftOut(int document, Chain beside) {
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

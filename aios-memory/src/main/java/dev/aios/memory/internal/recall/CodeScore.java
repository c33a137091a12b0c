package dev.aios.memory.internal.recall;

import io.github.jbellis.jvector.graph.similarity.ScoreFunction;

/** How near nodes are to a question by their codes. Used by one thread at a time. */
final class CodeScore implements ScoreFunction.ApproximateScoreFunction {
  private final Signs.Question question;
  private final long[] codes;

  CodeScore(Signs.Question question, long[] codes) {
    this.question = question;
    this.codes = codes;
  }

  /** Has nodes at hand that are about to be asked for. */
  void fetch(int[] nodes, int count) {
    question.fetch(codes, nodes, 0, count);
  }

  @Override
  public float similarityTo(int node) {
    return (1 + question.product(codes, node)) / 2;
  }
}

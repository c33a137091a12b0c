package dev.aios.memory.internal.recall;

import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.graph.similarity.ScoreFunction;
import io.github.jbellis.jvector.graph.similarity.SearchScoreProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import org.jspecify.annotations.Nullable;

/**
 * How near nodes are to each other while a graph is made, by their {@link Signs codes}: of two, the
 * vector of one is compared with the code of the other. That takes a quarter of the time and needs
 * no vectors but those of the nodes in hand; the graph is as good as one that compares vectors.
 */
final class CodedScores implements BuildScoreProvider {
  /** So many nodes are remembered as questions: those around one that is added recur. */
  private static final int RECENT = 1024;

  private final Nodes nodes;
  private final Signs signs;
  private final ThreadLocal<Hand> hands;

  /** What one thread has in hand. */
  private static final class Hand {
    final float[] vector;
    final int[] nodes = new int[RECENT];
    final Signs.@Nullable Question[] recent = new Signs.@Nullable Question[RECENT];

    Hand(int dimension) {
      this.vector = new float[dimension];
    }
  }

  CodedScores(Nodes nodes, Signs signs) {
    this.nodes = nodes;
    this.signs = signs;
    this.hands = ThreadLocal.withInitial(() -> new Hand(nodes.dimension()));
  }

  @Override
  public boolean isExact() {
    return false;
  }

  @Override
  public VectorFloat<?> approximateCentroid() {
    return VectorIndex.vector(signs.centre());
  }

  @Override
  public SearchScoreProvider searchProviderFor(VectorFloat<?> vector) {
    return scores(signs.question(VectorIndex.components(vector)));
  }

  @Override
  public SearchScoreProvider searchProviderFor(int node) {
    return scores(question(node));
  }

  /**
   * Candidates are compared with those that were chosen before, each of which is compared with
   * many: the chosen one is the question, if its vector is there still.
   */
  @Override
  public SearchScoreProvider diversityProviderFor(int node) {
    ScoreFunction.ApproximateScoreFunction nearly =
        chosen ->
            (1
                    + (nodes.has(chosen)
                        ? nodes.product(question(chosen), node)
                        : nodes.product(question(node), chosen)))
                / 2;
    return new DefaultSearchScoreProvider(nearly);
  }

  /** A node as others are compared with it. What was made lately is used again. */
  Signs.Question question(int node) {
    Hand hand = hands.get();
    int slot = node & (RECENT - 1);
    Signs.Question known = hand.recent[slot];
    if (known == null || hand.nodes[slot] != node) {
      nodes.read(node, hand.vector);
      known = signs.question(hand.vector);
      hand.recent[slot] = known;
      hand.nodes[slot] = node;
    }
    return known;
  }

  private SearchScoreProvider scores(Signs.Question question) {
    ScoreFunction.ApproximateScoreFunction nearly = node -> (1 + nodes.product(question, node)) / 2;
    return new DefaultSearchScoreProvider(nearly);
  }
}

package dev.aios.memory.internal.recall;

import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex.NodeAtLevel;
import io.github.jbellis.jvector.graph.NodeArray;
import io.github.jbellis.jvector.graph.OnHeapGraphIndex;
import io.github.jbellis.jvector.graph.RandomAccessVectorValues;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.graph.similarity.ScoreFunction;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A graph of near vectors that grows: jvector's, after Malkov and Yashunin, Efficient and robust
 * approximate nearest neighbor search using hierarchical navigable small world graphs, 2018, with
 * the pruning of DiskANN. One thread adds, with helpers if it is much; others search meanwhile.
 *
 * <p>A node that is gone stays, and leads to others; whoever searches passes it over. jvector is
 * not told: where all nodes of an upper layer are marked as deleted, it links new ones to nothing.
 */
final class VectorGraph {
  /** The neighbours of a node in the lowest layer and in those above it. */
  private static final List<Integer> DEGREES = List.of(32, 16);

  private static final int BUILD_BEAM = 100;
  private static final float OVERFLOW = 1.2f;
  private static final float ALPHA = 1.2f;

  /** So many nodes are added by several threads; fewer are added one by one. */
  private static final int PORTION = 4096;

  private final Nodes nodes;
  private final BuildScoreProvider scores;
  private final GraphIndexBuilder builder;
  private volatile int size;

  /**
   * @param nodes the vectors that are added, by their numbers
   * @param signs made their codes; null if they are compared by their vectors
   */
  VectorGraph(Nodes nodes, @Nullable Signs signs) {
    this.nodes = nodes;
    this.scores =
        signs != null && Signs.tell(nodes.dimension())
            ? new CodedScores(nodes, signs)
            : BuildScoreProvider.randomAccessScoreProvider(
                new Exact(nodes), VectorSimilarityFunction.DOT_PRODUCT);
    this.builder =
        GraphIndexBuilder.builder(scores, nodes.dimension(), DEGREES)
            .withBeamWidth(BUILD_BEAM)
            .withNeighborOverflow(OVERFLOW)
            .withAlpha(ALPHA)
            .build();
  }

  /** How many nodes are covered: those below this number. */
  int size() {
    return size;
  }

  /**
   * Covers the next nodes, or so many of them as there are before it is stopped.
   *
   * @param end the first that is not covered
   * @param there whether a node is there still: one that is gone is passed over
   * @param helpers add beside the caller if it is much
   */
  void add(int end, IntPredicate there, BooleanSupplier stopped, Executor helpers) {
    while (size < end && !stopped.getAsBoolean()) {
      int first = size;
      if (end - first < PORTION) {
        add(first, there);
        size = first + 1;
      } else {
        new Spread(PORTION).run(helpers, i -> add(first + i, there));
        size = first + PORTION;
      }
    }
  }

  private void add(int node, IntPredicate there) {
    if (there.test(node)) {
      builder.addGraphNode(node, vector(nodes, node));
    }
  }

  private static VectorFloat<?> vector(Nodes nodes, int node) {
    float[] components = new float[nodes.dimension()];
    nodes.read(node, components);
    return VectorIndex.vector(components);
  }

  /** Begins with the links of a finished graph whose nodes get other numbers, or -1 for none. */
  void begin(FlatGraph finished, int[] numbers, int covered) {
    OnHeapGraphIndex graph = (OnHeapGraphIndex) builder.getGraph();
    ImmutableGraphIndex.View view = finished.getView();
    byte[] top = new byte[numbers.length];
    for (int level = 0; level < finished.levels().size(); level++) {
      FlatGraph.Level its = finished.levels().get(level);
      for (int i = 0; i < its.size(); i++) {
        int old = level == 0 ? i : its.nodes()[i];
        if (numbers[old] >= 0) {
          top[old] = (byte) level;
          int[] links = FlatGraph.neighbours(view, level, old, numbers, its.degree());
          graph.connectNode(level, numbers[old], links(numbers[old], links));
        }
      }
    }
    for (int old = 0; old < numbers.length; old++) {
      if (numbers[old] >= 0) {
        graph.markComplete(new NodeAtLevel(top[old], numbers[old]));
      }
    }
    size = covered;
  }

  private NodeArray links(int from, int[] to) {
    NodeArray links = new NodeArray(to.length + 1);
    ScoreFunction score = scores.diversityScoreFunctionFor(from);
    for (int one : to) {
      links.insertSorted(one, score.similarityTo(one));
    }
    return links;
  }

  /** The graph as a finished one, with other numbers for its nodes, or -1 for none. */
  FlatGraph finished(int[] numbers, int count) {
    return FlatGraph.copy(builder.getGraph(), numbers, count);
  }

  /** The graph as it is searched. */
  ImmutableGraphIndex graph() {
    return builder.getGraph();
  }

  /** The vectors as jvector reads them. */
  private record Exact(Nodes nodes) implements RandomAccessVectorValues {
    @Override
    public int size() {
      return Integer.MAX_VALUE; // Only asked for a mean of all, which is not used.
    }

    @Override
    public int dimension() {
      return nodes.dimension();
    }

    @Override
    public VectorFloat<?> getVector(int node) {
      return vector(nodes, node);
    }

    @Override
    public boolean isValueShared() {
      return false;
    }

    @Override
    public RandomAccessVectorValues copy() {
      return this;
    }
  }
}

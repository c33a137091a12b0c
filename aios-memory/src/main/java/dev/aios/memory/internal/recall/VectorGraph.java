package dev.aios.memory.internal.recall;

import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex.NodeAtLevel;
import io.github.jbellis.jvector.graph.NodeArray;
import io.github.jbellis.jvector.graph.OnHeapGraphIndex;
import io.github.jbellis.jvector.graph.RandomAccessVectorValues;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A graph of near vectors that grows: jvector's, after Malkov and Yashunin, Efficient and robust
 * approximate nearest neighbor search using hierarchical navigable small world graphs, 2018, with
 * the pruning of DiskANN. One thread adds, others search meanwhile.
 */
final class VectorGraph {
  /** The neighbours of a node in the lowest layer and in those above it. */
  private static final List<Integer> DEGREES = List.of(32, 16);

  private static final int BUILD_BEAM = 100;
  private static final float OVERFLOW = 1.2f;
  private static final float ALPHA = 1.2f;

  private final IntFunction<VectorFloat<?>> vectors;
  private final GraphIndexBuilder builder;
  private volatile int size;

  /**
   * @param dimension of the vectors
   * @param vectors the vector of each node that is added
   */
  VectorGraph(int dimension, IntFunction<VectorFloat<?>> vectors) {
    this.vectors = vectors;
    this.builder =
        GraphIndexBuilder.builder(
                BuildScoreProvider.randomAccessScoreProvider(
                    new Nodes(dimension, vectors), VectorSimilarityFunction.DOT_PRODUCT),
                dimension,
                DEGREES)
            .withBeamWidth(BUILD_BEAM)
            .withNeighborOverflow(OVERFLOW)
            .withAlpha(ALPHA)
            .build();
  }

  /** How many nodes are covered: those below this number. */
  int size() {
    return size;
  }

  /** Covers the next node; one that is gone already is passed over. */
  void add(int node, boolean there) {
    if (there) {
      builder.addGraphNode(node, vectors.apply(node));
    }
    size = node + 1;
  }

  /** Begins with the links of a finished graph whose nodes get other numbers, or -1 for none. */
  void begin(FlatGraph finished, int[] numbers, int covered) {
    OnHeapGraphIndex graph = (OnHeapGraphIndex) builder.getGraph();
    byte[] top = new byte[numbers.length];
    for (int level = 0; level < finished.levels().size(); level++) {
      FlatGraph.Level its = finished.levels().get(level);
      for (int i = 0; i < its.size(); i++) {
        int old = level == 0 ? i : its.nodes()[i];
        if (numbers[old] >= 0) {
          top[old] = (byte) level;
          graph.connectNode(level, numbers[old], links(its, i, old, numbers));
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

  private NodeArray links(FlatGraph.Level level, int place, int old, int[] numbers) {
    VectorFloat<?> from = vectors.apply(numbers[old]);
    NodeArray links = new NodeArray(level.degree() + 1);
    int at = place * (level.degree() + 1);
    for (int i = at + 1; i <= at + level.links()[at]; i++) {
      int to = numbers[level.links()[i]];
      if (to >= 0) {
        links.insertSorted(
            to, VectorSimilarityFunction.DOT_PRODUCT.compare(from, vectors.apply(to)));
      }
    }
    return links;
  }

  /** Marks a node as gone. */
  void remove(int node) {
    builder.markNodeDeleted(node);
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
  private record Nodes(int dimension, IntFunction<VectorFloat<?>> vectors)
      implements RandomAccessVectorValues {
    @Override
    public int size() {
      return Integer.MAX_VALUE; // Only asked for a mean of all, which is not used.
    }

    @Override
    public VectorFloat<?> getVector(int node) {
      return vectors.apply(node);
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

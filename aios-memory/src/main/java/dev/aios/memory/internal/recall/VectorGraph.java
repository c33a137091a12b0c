package dev.aios.memory.internal.recall;

import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.RandomAccessVectorValues;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorUtil;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /** The beam of a search; wider finds more of the true neighbours and takes longer. */
  private static final int LEAST_BEAM = 100;

  private final Nodes nodes;
  private final GraphIndexBuilder builder;
  private volatile int size;
  private int removed;

  VectorGraph(int dimension) {
    nodes = new Nodes(dimension);
    builder =
        GraphIndexBuilder.builder(
                BuildScoreProvider.randomAccessScoreProvider(
                    nodes, VectorSimilarityFunction.DOT_PRODUCT),
                dimension,
                DEGREES)
            .withBeamWidth(BUILD_BEAM)
            .withNeighborOverflow(OVERFLOW)
            .withAlpha(ALPHA)
            .build();
  }

  /** How many ordinals are covered: those below this number. */
  int size() {
    return size;
  }

  /** Covers the next ordinal; a vector that is gone already is passed over. */
  void add(int ordinal, @Nullable VectorFloat<?> vector) {
    if (vector != null) {
      nodes.set(ordinal, vector);
      builder.addGraphNode(ordinal, vector);
    }
    size = ordinal + 1;
  }

  /** Marks an ordinal as gone, and gives how many are. */
  int remove(int ordinal) {
    if (nodes.has(ordinal)) {
      builder.markNodeDeleted(ordinal);
    }
    return ++removed;
  }

  /** How wide the beam is where so many are wanted. */
  static int beam(int most) {
    return Math.max(LEAST_BEAM, most);
  }

  List<Ranked> search(VectorFloat<?> target, BitSet candidates, int below, int most, int beam) {
    try (GraphSearcher searcher = new GraphSearcher(builder.getGraph())) {
      SearchResult result =
          searcher.search(
              DefaultSearchScoreProvider.exact(target, VectorSimilarityFunction.DOT_PRODUCT, nodes),
              most,
              beam,
              0,
              0,
              ordinal -> ordinal < below && candidates.get(ordinal));
      List<Ranked> found = new ArrayList<>();
      for (SearchResult.NodeScore node : result.getNodes()) {
        found.add(new Ranked(node.node, VectorUtil.dotProduct(target, nodes.getVector(node.node))));
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The vectors as jvector reads them. */
  private static final class Nodes implements RandomAccessVectorValues {
    private final int dimension;
    private volatile @Nullable VectorFloat<?>[] vectors = new VectorFloat<?>[1024];

    Nodes(int dimension) {
      this.dimension = dimension;
    }

    void set(int ordinal, VectorFloat<?> vector) {
      @Nullable VectorFloat<?>[] array = vectors;
      if (ordinal >= array.length) {
        array = Arrays.copyOf(array, Math.max(ordinal + 1, array.length * 2));
      }
      array[ordinal] = vector;
      vectors = array;
    }

    boolean has(int ordinal) {
      @Nullable VectorFloat<?>[] array = vectors;
      return ordinal < array.length && array[ordinal] != null;
    }

    @Override
    public int size() {
      return vectors.length;
    }

    @Override
    public int dimension() {
      return dimension;
    }

    @Override
    public VectorFloat<?> getVector(int ordinal) {
      VectorFloat<?> vector = vectors[ordinal];
      if (vector == null) {
        throw new IllegalStateException("No vector " + ordinal + " in the graph");
      }
      return vector;
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

package dev.aios.memory.internal.recall;

import io.github.jbellis.jvector.vector.types.VectorFloat;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The vectors that are in no file, with their codes and the graph that grows over them. Nodes are
 * numbered as they come. Changed under the index's lock; one thread makes the graph meanwhile.
 */
final class Fresh {
  private volatile @Nullable VectorFloat<?>[] vectors = new VectorFloat<?>[64];
  private volatile int[] ordinals = new int[64];
  private long[] ids = new long[128];
  private long[] codes = new long[0];
  private @Nullable Signs signs;
  private volatile int size;
  private int live;
  private volatile @Nullable VectorGraph graph;

  /** Adds a vector and gives its node. */
  int add(int ordinal, long high, long low, VectorFloat<?> vector) {
    int node = size;
    if (node == ordinals.length) {
      vectors = Arrays.copyOf(vectors, node * 2);
      ordinals = Arrays.copyOf(ordinals, node * 2);
      ids = Arrays.copyOf(ids, node * 4);
    }
    @Nullable VectorFloat<?>[] array = vectors;
    array[node] = vector;
    ordinals[node] = ordinal;
    ids[2 * node] = high;
    ids[2 * node + 1] = low;
    encode(node, vector);
    size = node + 1;
    live++;
    return node;
  }

  private void encode(int node, VectorFloat<?> vector) {
    Signs its = signs;
    if (its != null) {
      int end = (node + 1) * its.length();
      if (end > codes.length) {
        codes = Arrays.copyOf(codes, Math.max(end, codes.length * 2));
      }
      its.encode(VectorIndex.components(vector), codes, node * its.length());
    }
  }

  /** Gives every vector a code, and those to come. */
  void encodeBy(Signs by) {
    signs = by;
    codes = new long[size * by.length()];
    for (int node = 0; node < size; node++) {
      encode(node, vector(node));
    }
  }

  @Nullable Signs signs() {
    return signs;
  }

  long[] codes() {
    return codes;
  }

  void remove(int node) {
    ordinals[node] = -1;
    live--;
    VectorGraph current = graph;
    if (current != null) {
      current.remove(node);
    }
  }

  int size() {
    return size;
  }

  int live() {
    return live;
  }

  /** The ordinal of a node, or -1 if it was removed. */
  int ordinal(int node) {
    return ordinals[node];
  }

  long high(int node) {
    return ids[2 * node];
  }

  long low(int node) {
    return ids[2 * node + 1];
  }

  VectorFloat<?> vector(int node) {
    VectorFloat<?> vector = vectors[node];
    if (vector == null) {
      throw new IllegalStateException("No vector " + node + " in the index");
    }
    return vector;
  }

  /** How many nodes a search in the graph covers: those below this number. */
  int covered() {
    VectorGraph current = graph;
    return current == null ? 0 : current.size();
  }

  @Nullable VectorGraph graph() {
    return graph;
  }

  /** Begins or ends to have a graph. */
  void graph(@Nullable VectorGraph other) {
    graph = other;
  }

  /** Makes the graph cover all nodes there are, until it is stopped. */
  void cover(VectorGraph growing, java.util.function.BooleanSupplier stopped) {
    for (int node = growing.size(); node < size && !stopped.getAsBoolean(); node++) {
      growing.add(node, ordinals[node] >= 0);
      if (ordinals[node] < 0) {
        growing.remove(node); // Removed before or while it was added.
      }
    }
  }
}

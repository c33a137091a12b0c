package dev.aios.memory.internal.recall;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The vectors that are in no file of the index, with their codes and the graph that grows over
 * them. Nodes are numbered as they come. The first are in memory, those after them in a {@link
 * Spill} if there can be one. Changed under the index's lock; one thread makes the graph meanwhile,
 * with its helpers.
 */
final class Fresh implements Nodes {
  private static final Logger LOG = LoggerFactory.getLogger(Fresh.class);

  private final int inMemory;
  private final Supplier<@Nullable Spill> spills;
  private volatile float[] @Nullable [] vectors = new float[64][];
  private volatile int[] ordinals = new int[64];
  private long[] ids = new long[128];
  private long[] codes = new long[0];
  private @Nullable Signs signs;
  private volatile int size;
  private int live;
  private volatile @Nullable VectorGraph graph;
  private volatile @Nullable Spill spill;
  private boolean asked;
  private boolean full;

  /**
   * @param inMemory so many vectors are kept in memory in any case
   * @param spills where the others are put, or null for in memory too; asked once
   */
  Fresh(int inMemory, Supplier<@Nullable Spill> spills) {
    this.inMemory = inMemory;
    this.spills = spills;
  }

  /** Adds a vector and gives its node. */
  int add(int ordinal, long high, long low, float[] vector) {
    int node = size;
    if (node == ordinals.length) {
      vectors = Arrays.copyOf(vectors, node * 2);
      ordinals = Arrays.copyOf(ordinals, node * 2);
      ids = Arrays.copyOf(ids, node * 4);
    }
    if (!spilled(node, vector)) {
      float[] @Nullable [] array = vectors;
      array[node] = vector;
    }
    ordinals[node] = ordinal;
    ids[2 * node] = high;
    ids[2 * node + 1] = low;
    encode(node, vector);
    size = node + 1;
    live++;
    return node;
  }

  private boolean spilled(int node, float[] vector) {
    if (node < inMemory) {
      return false;
    }
    if (!asked) {
      asked = true;
      spill = spills.get();
    }
    Spill to = spill;
    if (to == null || full) {
      return false;
    }
    try {
      to.write(node, vector);
      return true;
    } catch (IOException e) {
      full = true;
      LOG.atWarn()
          .setCause(e)
          .log(
              "New vectors cannot be written to the disk; they are in memory until a file is made");
      return false;
    }
  }

  private void encode(int node, float[] vector) {
    Signs its = signs;
    if (its != null) {
      int end = (node + 1) * its.length();
      if (end > codes.length) {
        codes = Arrays.copyOf(codes, Math.max(end, codes.length * 2));
      }
      its.encode(vector, codes, node * its.length());
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

  /** Removes a vector: afterwards it is not in the spill any more. */
  void remove(int node) {
    ordinals[node] = -1;
    live--;
    Spill from = spill;
    if (from != null && vectors[node] == null) {
      from.erase(node);
    }
  }

  /** Makes removals durable. */
  void force() {
    Spill its = spill;
    if (its != null) {
      its.force();
    }
  }

  /** Lets the spill go: nothing is added or removed any more. */
  void close() {
    Spill its = spill;
    if (its != null) {
      try {
        its.close();
      } catch (IOException e) {
        LOG.atWarn().setCause(e).log("Vectors on disk are left over; they go at the next start");
      }
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

  /** A vector, which is not to be changed. */
  float[] vector(int node) {
    float[] vector = vectors[node];
    if (vector == null) {
      vector = new float[dimension()];
      read(node, vector);
    }
    return vector;
  }

  @Override
  public int dimension() {
    float[] first = vectors[0];
    if (first == null) {
      throw new IllegalStateException("No vector in the index");
    }
    return first.length;
  }

  @Override
  public void read(int node, float[] into) {
    float[] vector = vectors[node];
    Spill from = spill;
    if (vector != null) {
      System.arraycopy(vector, 0, into, 0, into.length);
    } else if (from != null) {
      from.read(node, into);
    } else {
      throw new IllegalStateException("No vector " + node + " in the index");
    }
  }

  @Override
  public boolean has(int node) {
    return ordinals[node] >= 0;
  }

  @Override
  public float product(Signs.Question question, int node) {
    return question.product(codes, node);
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
  void cover(VectorGraph growing, BooleanSupplier stopped, Executor helpers) {
    for (int end = size; growing.size() < end && !stopped.getAsBoolean(); end = size) {
      growing.add(end, node -> ordinals[node] >= 0, stopped, helpers);
    }
  }
}

package dev.aios.memory.internal.recall;

import io.github.jbellis.jvector.vector.VectorUtil;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the nearest vectors. Up to a number of vectors each is compared, which is exact; beyond it
 * a graph (jvector) is made by the executor's threads, and what is not in the graph yet, or what
 * few vectors a filter leaves, is still compared one by one: every vector is found from the moment
 * that it was added, and the graph only makes it faster.
 *
 * <p>Public for benchmarks, which measure it beside others; not for users.
 *
 * <p>Changes and searches are kept apart by the caller's lock; the making of the graph runs beside
 * both.
 */
public final class VectorIndex {
  private static final Logger LOG = LoggerFactory.getLogger(VectorIndex.class);
  private static final VectorTypeSupport TYPES =
      VectorizationProvider.getInstance().getVectorTypeSupport();

  /** So many vectors outside the graph are compared in less time than it is worth to add them. */
  private static final int TAIL = 1024;

  private final int exactUpTo;
  private final Executor executor;
  private final BitSet live = new BitSet();
  private final AtomicBoolean building = new AtomicBoolean();
  private volatile @Nullable VectorFloat<?>[] vectors = new VectorFloat<?>[64];
  private volatile int size;
  private volatile @Nullable VectorGraph graph;
  private volatile boolean stopped;
  private int alive;

  /**
   * @param exactUpTo the most vectors that are searched without a graph
   * @param executor makes the graph
   */
  public VectorIndex(int exactUpTo, Executor executor) {
    this.exactUpTo = exactUpTo;
    this.executor = executor;
  }

  /**
   * Adds a vector of unit length.
   *
   * @param ordinal its number, higher than any before
   * @param vector its components
   */
  public void add(int ordinal, float[] vector) {
    @Nullable VectorFloat<?>[] array = vectors;
    if (ordinal >= array.length) {
      array = Arrays.copyOf(array, Math.max(ordinal + 1, array.length * 2));
    }
    array[ordinal] = TYPES.createFloatVector(vector);
    vectors = array;
    size = ordinal + 1;
    live.set(ordinal);
    alive++;
    grow();
  }

  /**
   * Removes a vector.
   *
   * @param ordinal its number
   */
  public void remove(int ordinal) {
    if (!live.get(ordinal)) {
      return;
    }
    live.clear(ordinal);
    alive--;
    VectorGraph current = graph;
    if (current == null) {
      vectors[ordinal] = null;
    } else if (current.remove(ordinal) > alive / 2) {
      graph = null; // More waste than worth: made anew from what is left.
      dropDead();
      grow();
    }
  }

  private void dropDead() {
    @Nullable VectorFloat<?>[] array = vectors;
    for (int i = live.nextClearBit(0); i < size; i = live.nextClearBit(i + 1)) {
      array[i] = null;
    }
  }

  /**
   * The nearest vectors.
   *
   * @param question a vector of unit length
   * @param allowed which may be found, or null for all
   * @param best collects them with their cosine
   * @param most how many are wanted
   */
  void search(float[] question, @Nullable BitSet allowed, Best best, int most) {
    search(question, allowed, best, most, VectorGraph.beam(most));
  }

  /**
   * The nearest vectors, searched in the graph with a beam of another width.
   *
   * @param question a vector of unit length
   * @param most how many are wanted
   * @param beam how many of the nearest so far are followed, at least {@code most}
   * @return their ordinals, the nearest first
   */
  public int[] nearest(float[] question, int most, int beam) {
    Best best = new Best(most, Integer::compare);
    search(question, null, best, most, beam);
    return best.list().stream().mapToInt(Ranked::chunk).toArray();
  }

  private void search(float[] question, @Nullable BitSet allowed, Best best, int most, int beam) {
    VectorFloat<?> target = TYPES.createFloatVector(question);
    BitSet candidates = live;
    int count = alive;
    if (allowed != null) {
      candidates = (BitSet) allowed.clone();
      candidates.and(live);
      count = candidates.cardinality();
    }
    VectorGraph current = graph;
    if (current == null || count <= exactUpTo) {
      compare(target, candidates, 0, best);
      return;
    }
    int inGraph = current.size();
    List<Ranked> found = current.search(target, candidates, inGraph, most, beam);
    for (Ranked near : found) {
      best.offer(near.chunk(), near.score());
    }
    compare(target, candidates, inGraph, best);
  }

  private void compare(VectorFloat<?> target, BitSet candidates, int from, Best best) {
    @Nullable VectorFloat<?>[] array = vectors;
    for (int i = candidates.nextSetBit(from); i >= 0; i = candidates.nextSetBit(i + 1)) {
      VectorFloat<?> vector = array[i];
      if (vector != null) {
        best.offer(i, VectorUtil.dotProduct(target, vector));
      }
    }
  }

  /** A question that single vectors are compared with. */
  Target target(float[] question) {
    return new Target(TYPES.createFloatVector(question));
  }

  /** A question's vector, and what it has been compared with already. Used by one thread. */
  final class Target {
    private final VectorFloat<?> vector;
    private final Map<Integer, Double> known = new HashMap<>();

    private Target(VectorFloat<?> vector) {
      this.vector = vector;
    }

    /** The cosine, or NaN if there is no such vector. */
    double cosine(int ordinal) {
      return known.computeIfAbsent(ordinal, key -> compared(ordinal));
    }

    private double compared(int ordinal) {
      @Nullable VectorFloat<?>[] array = vectors;
      VectorFloat<?> other = live.get(ordinal) ? array[ordinal] : null;
      return other == null ? Double.NaN : VectorUtil.dotProduct(vector, other);
    }
  }

  /** The cosine of two vectors, or 0 if one is not there. */
  double cosine(int one, int two) {
    @Nullable VectorFloat<?>[] array = vectors;
    VectorFloat<?> first = live.get(one) ? array[one] : null;
    VectorFloat<?> second = live.get(two) ? array[two] : null;
    return first == null || second == null ? 0 : VectorUtil.dotProduct(first, second);
  }

  /** A vector's components, or null if there is no such vector. */
  float @Nullable [] vector(int ordinal) {
    @Nullable VectorFloat<?>[] array = vectors;
    VectorFloat<?> vector = live.get(ordinal) ? array[ordinal] : null;
    if (vector == null) {
      return null;
    }
    float[] components = new float[vector.length()];
    for (int i = 0; i < components.length; i++) {
      components[i] = vector.get(i);
    }
    return components;
  }

  boolean has(int ordinal) {
    return live.get(ordinal);
  }

  /**
   * How many vectors a search in the graph covers.
   *
   * @return the number
   */
  public int inGraph() {
    VectorGraph current = graph;
    return current == null ? 0 : current.size();
  }

  /** Stops the making of the graph. */
  public void close() {
    stopped = true;
  }

  private void grow() {
    if (stopped
        || alive <= exactUpTo
        || size - inGraph() <= TAIL
        || !building.compareAndSet(false, true)) {
      return;
    }
    VectorGraph current = graph;
    VectorGraph growing = current == null ? new VectorGraph(dimension()) : current;
    graph = growing;
    try {
      executor.execute(() -> build(growing));
    } catch (RejectedExecutionException e) {
      building.set(false); // The runtime is closing, or busy; the next addition asks again.
    }
  }

  private int dimension() {
    VectorFloat<?> first = vectors[live.nextSetBit(0)];
    return first == null ? 0 : first.length();
  }

  private void build(VectorGraph growing) {
    try {
      for (int i = growing.size(); i < size && !stopped && growing == graph; i++) {
        growing.add(i, vectors[i]);
      }
    } catch (RuntimeException e) {
      LOG.atError()
          .setCause(e)
          .log("The vector graph could not be made; searches compare every vector until restart");
      graph = null;
      stopped = true;
    } finally {
      building.set(false);
    }
  }
}

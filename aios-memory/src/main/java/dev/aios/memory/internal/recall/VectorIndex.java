package dev.aios.memory.internal.recall;

import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.SearchResult.NodeScore;
import io.github.jbellis.jvector.graph.similarity.ScoreFunction;
import io.github.jbellis.jvector.vector.VectorUtil;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import java.util.BitSet;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the nearest vectors. Up to a number of vectors each is compared, which is exact; beyond it
 * a graph (jvector) is made by the executor's threads. What is not in the graph yet, or what few
 * vectors a filter leaves, is compared one by one, many of them by {@link Signs their codes} first:
 * every vector is found from the moment that it was added, and the graph only makes it faster.
 *
 * <p>Public for benchmarks, which measure it beside others; not for users.
 *
 * <p>Changes and searches are kept apart by the caller's lock; the making of the graph and of files
 * runs beside both.
 */
public final class VectorIndex {
  private static final VectorTypeSupport TYPES =
      VectorizationProvider.getInstance().getVectorTypeSupport();

  /** So many vectors outside the graph are compared in less time than it is worth to add them. */
  static final int TAIL = 1024;

  /** The beam of a search; wider finds more of the true neighbours and takes longer. */
  private static final int LEAST_BEAM = 100;

  /** So much wider than what is wanted: of the farthest of those, some are not true neighbours. */
  private static final int WIDER = 2;

  /** Of what codes find in all, so many times the beam is compared by vectors: codes are rough. */
  private static final int COMPARED = 2;

  /** A filter that leaves one of so many is better served by comparing what it leaves. */
  private static final int FEW = 16;

  private final int exactUpTo;
  private final VectorParts parts;
  private final VectorUpkeep upkeep;
  private final BitSet live = new BitSet();

  /**
   * An index in memory.
   *
   * @param exactUpTo the most vectors that are searched without a graph
   * @param executor makes the graph
   */
  public VectorIndex(int exactUpTo, Executor executor) {
    this(exactUpTo, executor, null);
  }

  /**
   * An index that is kept in files once it is large. Between {@link #open} and {@link #loaded} it
   * is told of all vectors that there are.
   *
   * @param exactUpTo the most vectors that are searched without a graph
   * @param executor makes the graph and the files
   * @param keeping how it is kept in files, or null for in memory
   */
  public VectorIndex(int exactUpTo, Executor executor, @Nullable VectorKeeping keeping) {
    this.exactUpTo = exactUpTo;
    this.parts = new VectorParts(keeping, Math.max(1, exactUpTo), this::spill);
    this.upkeep = new VectorUpkeep(exactUpTo, executor, parts, keeping);
  }

  private @Nullable Spill spill() {
    return upkeep.spill();
  }

  static VectorFloat<?> vector(float[] components) {
    return TYPES.createFloatVector(components);
  }

  static float[] components(VectorFloat<?> vector) {
    float[] components = new float[vector.length()];
    for (int i = 0; i < components.length; i++) {
      components[i] = vector.get(i);
    }
    return components;
  }

  /**
   * Opens the file, if there is one.
   *
   * @param head the journal's last position
   */
  public void open(long head) {
    upkeep.open(head);
  }

  /** All vectors that there are were added: what else the file holds is erased from it. */
  public void loaded() {
    upkeep.loaded();
  }

  /**
   * Adds a vector of unit length.
   *
   * @param ordinal its number, which no other has at present
   * @param vector its components
   */
  public void add(int ordinal, float[] vector) {
    add(ordinal, 0, ordinal + 1L, () -> vector);
  }

  /**
   * Adds a vector of unit length, which is not asked for if the file has it.
   *
   * @param ordinal its number, which no other has at present
   * @param high the first half of its id, by which it is known after a restart
   * @param low the second half
   * @param vector gives its components
   */
  public void add(int ordinal, long high, long low, Supplier<float[]> vector) {
    parts.add(ordinal, high, low, vector);
    live.set(ordinal);
    upkeep.changed();
  }

  /**
   * Removes a vector, from the file as well.
   *
   * @param ordinal its number
   */
  public void remove(int ordinal) {
    if (live.get(ordinal)) {
      live.clear(ordinal);
      upkeep.removing(ordinal);
      parts.remove(ordinal);
      upkeep.changed();
    }
  }

  /** Makes removals durable. */
  public void settle() {
    parts.settle();
  }

  /**
   * The nearest vectors.
   *
   * @param question what is looked for, made since the last change
   * @param allowed which may be found, or null for all
   * @param best collects them with their cosine
   * @param most how many are wanted
   */
  void search(Target question, @Nullable BitSet allowed, Best best, int most) {
    find(question, allowed, best, Math.max(LEAST_BEAM, WIDER * most));
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
    find(target(question), null, best, beam);
    return best.list().stream().mapToInt(Ranked::chunk).toArray();
  }

  private void find(Target question, @Nullable BitSet allowed, Best best, int beam) {
    BitSet candidates = live;
    int count = parts.alive();
    if (allowed != null) {
      candidates = (BitSet) allowed.clone();
      candidates.and(live);
      count = candidates.cardinality();
    }
    if (count <= exactUpTo || parts.signs() == null) {
      compare(question.vector(), candidates, best);
      return;
    }
    new Search(question.vector(), question.coded(), candidates, best, beam).run(count);
  }

  private void compare(VectorFloat<?> target, BitSet candidates, Best best) {
    for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
      best.offer(i, VectorUtil.dotProduct(target, parts.vector(i)));
    }
  }

  /** One search, beyond what is compared one by one. */
  private final class Search {
    private final VectorFloat<?> target;
    private final Signs.@Nullable Question coded;
    private final BitSet candidates;
    private final Best best;
    private final int beam;

    /** By codes; of these the vectors themselves are compared. */
    private final Best nearly;

    Search(
        VectorFloat<?> target,
        Signs.@Nullable Question coded,
        BitSet candidates,
        Best best,
        int beam) {
      this.target = target;
      this.coded = coded;
      this.candidates = candidates;
      this.best = best;
      this.beam = beam;
      this.nearly = new Best(COMPARED * beam, Integer::compare);
    }

    void run(int count) {
      VectorFile file = parts.file();
      Fresh fresh = parts.fresh();
      if (count < parts.alive() / FEW) {
        scan();
        return;
      }
      if (file != null && file.count() > 0) {
        ScoreFunction score = score(file.codes(), parts::fileVector);
        inGraph(file.graph(), score, parts::fileOrdinal, file.count());
      }
      VectorGraph graph = fresh.graph();
      int covered = graph == null ? 0 : graph.size();
      if (graph != null && covered > 0) {
        ScoreFunction score = score(fresh.codes(), node -> vector(fresh.vector(node)));
        inGraph(graph.graph(), score, fresh::ordinal, covered);
      }
      tail(fresh, covered);
      exactly();
    }

    private ScoreFunction score(long[] codes, IntFunction<VectorFloat<?>> vectors) {
      Signs.Question question = coded;
      if (question == null) {
        ScoreFunction.ExactScoreFunction exact =
            node -> (1 + VectorUtil.dotProduct(target, vectors.apply(node))) / 2;
        return exact;
      }
      return new CodeScore(question, codes);
    }

    private void inGraph(
        ImmutableGraphIndex graph, ScoreFunction score, IntUnaryOperator ordinals, int covered) {
      NodeScore[] found =
          parts
              .searchers()
              .search(
                  graph,
                  score,
                  node -> {
                    int ordinal = node < covered ? ordinals.applyAsInt(node) : -1;
                    return ordinal >= 0 && candidates.get(ordinal);
                  },
                  beam);
      for (NodeScore one : found) {
        int ordinal = ordinals.applyAsInt(one.node);
        if (ordinal >= 0) {
          nearly.offer(ordinal, 2 * one.score - 1);
        }
      }
    }

    /** What the graph does not cover yet. */
    private void tail(Fresh fresh, int covered) {
      Signs.Question question = coded;
      boolean few = fresh.size() - covered <= TAIL;
      for (int node = covered; node < fresh.size(); node++) {
        int ordinal = fresh.ordinal(node);
        if (ordinal >= 0 && candidates.get(ordinal)) {
          if (few || question == null) {
            best.offer(ordinal, VectorUtil.dotProduct(target, vector(fresh.vector(node))));
          } else {
            nearly.offer(ordinal, question.product(fresh.codes(), node));
          }
        }
      }
    }

    private void scan() {
      Signs.Question question = coded;
      if (question == null) {
        compare(target, candidates, best);
        return;
      }
      for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
        nearly.offer(i, question.product(parts.codes(i), parts.node(i)));
      }
      exactly();
    }

    private void exactly() {
      for (Ranked one : nearly.list()) {
        best.offer(one.chunk(), VectorUtil.dotProduct(target, parts.vector(one.chunk())));
      }
    }
  }

  /** A question of unit length, as it is searched for and single vectors are compared with it. */
  Target target(float[] question) {
    Signs signs = parts.alive() > exactUpTo ? parts.signs() : null;
    Signs.Question coded =
        signs != null && Signs.tell(question.length) ? signs.question(question) : null;
    return new Target(vector(question), coded, live, parts);
  }

  /** The cosine of two vectors, or 0 if one is not there. */
  double cosine(int one, int two) {
    return live.get(one) && live.get(two)
        ? VectorUtil.dotProduct(parts.vector(one), parts.vector(two))
        : 0;
  }

  /** A vector's components, or null if there is no such vector. */
  float @Nullable [] vector(int ordinal) {
    return live.get(ordinal) ? components(parts.vector(ordinal)) : null;
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
    return inFile() + parts.fresh().covered();
  }

  /**
   * How many vectors are in the file.
   *
   * @return the number
   */
  public int inFile() {
    VectorFile file = parts.file();
    return file == null ? 0 : file.count() - file.erased();
  }

  /** Stops the making of the graph and lets the files go. */
  public void close() {
    upkeep.close(false);
  }

  /** As {@link #close}, and deletes the files. */
  void discard() {
    upkeep.close(true);
  }
}

package dev.aios.memory.internal.recall;

import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.NodesIterator;
import io.github.jbellis.jvector.graph.similarity.ScoreFunction;
import io.github.jbellis.jvector.util.Bits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A finished graph of near vectors in a few arrays of numbers, which is how it is kept in a file:
 * 132 bytes a node, a third of what a growing one takes. jvector searches it. Immutable.
 */
final class FlatGraph implements ImmutableGraphIndex {
  private final int dimension;
  private final int entry;
  private final Level[] levels;

  /** One level. Its arrays are not copied and never changed. */
  static final class Level {
    private final int degree;
    private final int[] nodes;
    private final int[] links;

    /**
     * @param degree the most neighbours of a node
     * @param nodes its nodes, ascending; empty in the lowest, which has all
     * @param links for each node how many neighbours it has, and these, in {@code degree} places
     */
    Level(int degree, int[] nodes, int[] links) {
      this.degree = degree;
      this.nodes = nodes;
      this.links = links;
    }

    int degree() {
      return degree;
    }

    int[] nodes() {
      return nodes;
    }

    int[] links() {
      return links;
    }

    int size() {
      return links.length / (degree + 1);
    }

    private int at(int node) {
      int place = nodes.length == 0 ? node : Arrays.binarySearch(nodes, node);
      return place < 0 ? -1 : place * (degree + 1);
    }
  }

  /**
   * @param dimension of the vectors
   * @param entry where searches begin, a node of the highest level
   * @param levels the lowest first
   */
  FlatGraph(int dimension, int entry, List<Level> levels) {
    this.dimension = dimension;
    this.entry = entry;
    this.levels = levels.toArray(Level[]::new);
  }

  /**
   * A copy of a graph whose nodes get other numbers.
   *
   * @param numbers the new number of each old one, ascending, or -1
   * @param size how many new numbers there are
   */
  static FlatGraph copy(ImmutableGraphIndex graph, int[] numbers, int size) {
    View view = graph.getView();
    NodeAtLevel top = view.entryNode();
    List<Level> levels = new ArrayList<>();
    int first = 0;
    for (int level = 0; top != null && level <= top.level; level++) {
      int degree = graph.getDegree(level);
      int[] olds = level == 0 ? all(numbers) : sorted(graph, level, numbers);
      if (olds.length == 0) {
        break;
      }
      first = numbers[olds[0]];
      int[] nodes = new int[level == 0 ? 0 : olds.length];
      int[] links = new int[(level == 0 ? size : olds.length) * (degree + 1)];
      for (int i = 0; i < olds.length; i++) {
        int at = (level == 0 ? numbers[olds[i]] : i) * (degree + 1);
        if (level > 0) {
          nodes[i] = numbers[olds[i]];
        }
        int[] neighbours = neighbours(view, level, olds[i], numbers, degree);
        links[at] = neighbours.length;
        System.arraycopy(neighbours, 0, links, at + 1, neighbours.length);
      }
      levels.add(new Level(degree, nodes, links));
    }
    boolean kept = top != null && levels.size() == top.level + 1 && numbers[top.node] >= 0;
    return new FlatGraph(graph.getDimension(), kept ? numbers[top.node] : first, levels);
  }

  /**
   * The new numbers of a node's neighbours. In the place of one that gets none are its own
   * neighbours, one after another of each, so that what was linked by way of it stays linked; as in
   * Singh and others, FreshDiskANN: a fast and accurate graph-based ANN index for streaming
   * similarity search, 2021, without choosing among them.
   *
   * @param numbers the new number of each old one, or -1
   * @param most how many at most
   */
  static int[] neighbours(View view, int level, int node, int[] numbers, int most) {
    int[] found = new int[most];
    int count = 0;
    List<NodesIterator> gone = new ArrayList<>(0);
    NodesIterator direct = view.getNeighborsIterator(level, node);
    while (direct.hasNext() && count < most) {
      int neighbour = direct.nextInt();
      if (numbers[neighbour] >= 0) {
        found[count++] = numbers[neighbour];
      } else {
        gone.add(view.getNeighborsIterator(level, neighbour));
      }
    }
    while (!gone.isEmpty() && count < most) {
      for (int i = 0; i < gone.size() && count < most; i++) {
        int number = next(gone.get(i), numbers);
        if (number >= 0 && number != numbers[node] && !contains(found, count, number)) {
          found[count++] = number;
        }
      }
      gone.removeIf(it -> !it.hasNext());
    }
    return Arrays.copyOf(found, count);
  }

  private static int next(NodesIterator nodes, int[] numbers) {
    while (nodes.hasNext()) {
      int number = numbers[nodes.nextInt()];
      if (number >= 0) {
        return number;
      }
    }
    return -1;
  }

  private static boolean contains(int[] numbers, int count, int wanted) {
    for (int i = 0; i < count; i++) {
      if (numbers[i] == wanted) {
        return true;
      }
    }
    return false;
  }

  private static int[] all(int[] numbers) {
    int[] all = new int[numbers.length];
    int size = 0;
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] >= 0) {
        all[size++] = i;
      }
    }
    return Arrays.copyOf(all, size);
  }

  private static int[] sorted(ImmutableGraphIndex graph, int level, int[] numbers) {
    NodesIterator nodes = graph.getNodes(level);
    int[] sorted = new int[nodes.size()];
    int size = 0;
    while (nodes.hasNext()) {
      int node = nodes.nextInt();
      if (numbers[node] >= 0) {
        sorted[size++] = node;
      }
    }
    int[] kept = Arrays.copyOf(sorted, size);
    Arrays.sort(kept);
    return kept;
  }

  /** The first, which is the nearest, of a node's neighbours that is as wanted, or -1. */
  int firstNeighbour(int node, IntPredicate wanted) {
    int[] links = levels[0].links();
    int at = levels[0].at(node);
    for (int i = at + 1; i <= at + links[at]; i++) {
      if (wanted.test(links[i])) {
        return links[i];
      }
    }
    return -1;
  }

  int entry() {
    return entry;
  }

  List<Level> levels() {
    return List.of(levels);
  }

  @Override
  public NodesIterator getNodes(int level) {
    int[] nodes = levels[level].nodes();
    if (level == 0) {
      nodes = new int[size(0)];
      Arrays.setAll(nodes, i -> i);
    }
    return new NodesIterator.ArrayNodesIterator(nodes, nodes.length);
  }

  @Override
  public View getView() {
    return new Sight();
  }

  @Override
  public int maxDegree() {
    int most = 0;
    for (Level level : levels) {
      most = Math.max(most, level.degree());
    }
    return most;
  }

  @Override
  public List<Integer> maxDegrees() {
    return levels().stream().map(Level::degree).toList();
  }

  @Override
  public int getDimension() {
    return dimension;
  }

  @Override
  public void close() {}

  @Override
  public boolean isHierarchical() {
    return levels.length > 1;
  }

  @Override
  public int getMaxLevel() {
    return levels.length - 1;
  }

  @Override
  public int getDegree(int level) {
    return levels[level].degree();
  }

  @Override
  public double getAverageDegree(int level) {
    Level its = levels[level];
    long sum = 0;
    for (int at = 0; at < its.links().length; at += its.degree() + 1) {
      sum += its.links()[at];
    }
    return its.size() == 0 ? 0 : (double) sum / its.size();
  }

  @Override
  public int size(int level) {
    return levels[level].size();
  }

  @Override
  public long ramBytesUsed() {
    long bytes = 0;
    for (Level level : levels) {
      bytes += (long) Integer.BYTES * (level.nodes().length + level.links().length);
    }
    return bytes;
  }

  /** The graph as one search reads it. */
  private final class Sight implements View {
    private final int[] unseen = new int[maxDegree()];

    @Override
    public NodesIterator getNeighborsIterator(int level, int node) {
      Level its = levels[level];
      int at = its.at(node);
      int[] neighbours =
          at < 0 ? new int[0] : Arrays.copyOfRange(its.links(), at + 1, at + 1 + its.links()[at]);
      return new NodesIterator.ArrayNodesIterator(neighbours, neighbours.length);
    }

    @Override
    public void processNeighbors(
        int level, int node, ScoreFunction score, IntMarker visited, NeighborProcessor processor) {
      Level its = levels[level];
      int[] links = its.links();
      int at = its.at(node);
      int last = at < 0 ? at : at + links[at];
      int count = 0;
      for (int i = at + 1; i <= last; i++) {
        if (visited.mark(links[i])) {
          unseen[count++] = links[i];
        }
      }
      if (score instanceof CodeScore coded) {
        coded.fetch(unseen, count);
      }
      for (int i = 0; i < count; i++) {
        processor.process(unseen[i], score.similarityTo(unseen[i]));
      }
    }

    @Deprecated
    @Override
    public int size() {
      return FlatGraph.this.size(0);
    }

    @Override
    public @Nullable NodeAtLevel entryNode() {
      return FlatGraph.this.size(0) == 0 ? null : new NodeAtLevel(levels.length - 1, entry);
    }

    @Override
    public Bits liveNodes() {
      return Bits.ALL;
    }

    @Override
    public boolean contains(int level, int node) {
      return node >= 0 && level < levels.length && levels[level].at(node) >= 0;
    }

    @Override
    public void close() {}
  }
}

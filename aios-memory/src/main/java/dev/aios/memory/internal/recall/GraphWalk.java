package dev.aios.memory.internal.recall;

import io.github.jbellis.jvector.graph.SearchResult.NodeScore;
import io.github.jbellis.jvector.util.BoundedLongHeap;
import io.github.jbellis.jvector.util.GrowableLongHeap;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Searches a finished graph by codes: in each upper level from neighbour to neighbour to the
 * nearest, in the lowest with a beam (Malkov and Yashunin, Efficient and robust approximate nearest
 * neighbor search using hierarchical navigable small world graphs, 2016, algorithms 2 and 5). What
 * jvector's searcher does, which asks for one node after the other; here the codes of all
 * neighbours are fetched at once, and what was seen is a bit each. Its memory is used again by the
 * next search. Used by one thread at a time.
 */
final class GraphWalk {
  private final BoundedLongHeap nearest = new BoundedLongHeap(1);

  /** Complements of keys: the heap has the least on top, and the nearest is wanted. */
  private final GrowableLongHeap frontier = new GrowableLongHeap(256);

  private long[] seen = new long[0];
  private int[] unseen = new int[0];

  /**
   * The nearest of those accepted, not sorted.
   *
   * @param score how near a node is
   * @param accepted which nodes are wanted; the way leads over the others, too
   * @param beam how many of the nearest so far are followed, and found at most
   */
  NodeScore[] search(FlatGraph graph, CodeScore score, IntPredicate accepted, int beam) {
    if (graph.size(0) == 0) {
      return new NodeScore[0];
    }
    begin(graph, beam);
    int entry = graph.entry();
    float its = score.similarityTo(entry);
    for (int level = graph.getMaxLevel(); level > 0; level--) {
      FlatGraph.Level links = graph.level(level);
      int from;
      do {
        from = entry;
        int count = unseen(links, from, false);
        score.fetch(unseen, count);
        for (int i = 0; i < count; i++) {
          float other = score.similarityTo(unseen[i]);
          if (other > its) {
            its = other;
            entry = unseen[i];
          }
        }
      } while (entry != from);
    }
    walk(graph.level(0), score, accepted, beam, key(entry, its));
    return found();
  }

  private void begin(FlatGraph graph, int beam) {
    int words = (graph.size(0) + Long.SIZE - 1) / Long.SIZE;
    if (seen.length < words) {
      seen = new long[words];
    } else {
      Arrays.fill(seen, 0, words, 0);
    }
    if (unseen.length < graph.maxDegree()) {
      unseen = new int[graph.maxDegree()];
    }
    frontier.clear();
    nearest.clear();
    nearest.setMaxSize(beam);
  }

  private void walk(
      FlatGraph.Level links, CodeScore score, IntPredicate accepted, int beam, long entry) {
    see(node(entry));
    frontier.push(~entry);
    if (accepted.test(node(entry))) {
      nearest.push(entry);
    }
    while (frontier.size() > 0) {
      long next = ~frontier.pop();
      if (nearest.size() == beam && next < nearest.top()) {
        return;
      }
      int count = unseen(links, node(next), true);
      score.fetch(unseen, count);
      for (int i = 0; i < count; i++) {
        long key = key(unseen[i], score.similarityTo(unseen[i]));
        if (nearest.size() < beam || key > nearest.top()) {
          frontier.push(~key);
          if (accepted.test(unseen[i])) {
            nearest.push(key);
          }
        }
      }
    }
  }

  /** Collects a node's neighbours, those only that were not seen, which they are then. */
  private int unseen(FlatGraph.Level level, int node, boolean once) {
    int[] links = level.links();
    int at = level.at(node);
    int count = 0;
    if (at >= 0) {
      for (int i = at + 1; i <= at + links[at]; i++) {
        if (!once || see(links[i])) {
          unseen[count++] = links[i];
        }
      }
    }
    return count;
  }

  private boolean see(int node) {
    long bit = 1L << node;
    long word = seen[node >> 6];
    seen[node >> 6] = word | bit;
    return (word & bit) == 0;
  }

  private NodeScore[] found() {
    NodeScore[] found = new NodeScore[nearest.size()];
    for (int i = 0; i < found.length; i++) {
      long key = nearest.get(i + 1);
      found[i] = new NodeScore(node(key), score(key));
    }
    return found;
  }

  /** Greater for a higher score, and of equal ones for the lower node. */
  private static long key(int node, float score) {
    int bits = Float.floatToIntBits(score);
    int ordered = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    return ((long) ordered << 32) | (~node & 0xFFFFFFFFL);
  }

  private static int node(long key) {
    return ~(int) key;
  }

  private static float score(long key) {
    int ordered = (int) (key >> 32);
    return Float.intBitsToFloat(ordered ^ ((ordered >> 31) & Integer.MAX_VALUE));
  }
}

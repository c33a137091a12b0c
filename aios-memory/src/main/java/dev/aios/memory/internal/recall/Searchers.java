package dev.aios.memory.internal.recall;

import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.SearchResult.NodeScore;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.graph.similarity.ScoreFunction;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntPredicate;

/**
 * Searchers of graphs, used again: each has memory that grew with its searches, which takes a tenth
 * of a search to grow anew. Finished graphs are searched by codes with a {@link GraphWalk}, those
 * that still grow, and those without codes, with jvector's own searcher. Thread-safe.
 */
final class Searchers {
  private final Queue<GraphSearcher> idle = new ConcurrentLinkedQueue<>();
  private final Queue<GraphWalk> walks = new ConcurrentLinkedQueue<>();

  /** The nodes with the highest scores of those accepted, as many as are followed. */
  NodeScore[] search(
      ImmutableGraphIndex graph, ScoreFunction score, IntPredicate accepted, int beam) {
    if (graph instanceof FlatGraph flat && score instanceof CodeScore coded) {
      return search(flat, coded, accepted, beam);
    }
    GraphSearcher searcher = idle.poll();
    if (searcher == null) {
      searcher = new GraphSearcher(graph);
    } else {
      searcher.setView(graph.getView());
    }
    NodeScore[] found =
        searcher
            .search(new DefaultSearchScoreProvider(score), beam, beam, 0, 0, accepted::test)
            .getNodes();
    idle.add(searcher);
    return found;
  }

  private NodeScore[] search(FlatGraph graph, CodeScore score, IntPredicate accepted, int beam) {
    GraphWalk known = walks.poll();
    GraphWalk walk = known == null ? new GraphWalk() : known;
    NodeScore[] found = walk.search(graph, score, accepted, beam);
    walks.add(walk);
    return found;
  }

  /** Lets go of graphs that are searched no more. */
  void clear() {
    idle.clear();
    walks.clear();
  }
}

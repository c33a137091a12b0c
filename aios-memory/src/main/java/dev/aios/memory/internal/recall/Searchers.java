package dev.aios.memory.internal.recall;

import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.SearchResult.NodeScore;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.graph.similarity.ScoreFunction;
import io.github.jbellis.jvector.util.Bits;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * jvector's searchers, used again: each has memory that grew with its searches, which takes a tenth
 * of a search to grow anew. Thread-safe.
 */
final class Searchers {
  private final Queue<GraphSearcher> idle = new ConcurrentLinkedQueue<>();

  /** The nodes with the highest scores of those accepted, as many as are followed. */
  NodeScore[] search(ImmutableGraphIndex graph, ScoreFunction score, Bits accepted, int beam) {
    GraphSearcher searcher = idle.poll();
    if (searcher == null) {
      searcher = new GraphSearcher(graph);
    } else {
      searcher.setView(graph.getView());
    }
    NodeScore[] found =
        searcher
            .search(new DefaultSearchScoreProvider(score), beam, beam, 0, 0, accepted)
            .getNodes();
    idle.add(searcher);
    return found;
  }

  /** Lets go of graphs that are searched no more. */
  void clear() {
    idle.clear();
  }
}

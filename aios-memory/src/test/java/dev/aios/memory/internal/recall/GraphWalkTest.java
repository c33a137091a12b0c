package dev.aios.memory.internal.recall;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.SearchResult.NodeScore;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.util.Bits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Walks over graphs of three levels, compared with a look at every node. */
class GraphWalkTest {
  private static final int DIMENSION = 128;
  private static final int DEGREE = 12;

  private final Random random = new Random(4);
  private final Signs signs = new Signs(new float[DIMENSION]);

  /** A graph in which each node is linked with those that are nearest to it, and some others. */
  private record Made(FlatGraph graph, Codes codes) {
    CodeScore score(Signs.Question question) {
      return new CodeScore(question, codes.all);
    }
  }

  private static final class Codes {
    private final long[] all;

    Codes(long[] all) {
      this.all = all;
    }
  }

  private float[] gaussian() {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) (random.nextGaussian() / Math.sqrt(DIMENSION));
    }
    return vector;
  }

  private Made made(int nodes) {
    List<float[]> vectors = new ArrayList<>();
    long[] codes = new long[nodes * signs.length()];
    for (int i = 0; i < nodes; i++) {
      vectors.add(gaussian());
      signs.encode(vectors.get(i), codes, i * signs.length());
    }
    int[] all = IntStream.range(0, nodes).toArray();
    int[] upper = IntStream.range(0, nodes).filter(i -> i % 10 == 0).toArray();
    int[] top = IntStream.range(0, nodes).filter(i -> i % 100 == 0).toArray();
    List<FlatGraph.Level> levels = new ArrayList<>();
    levels.add(level(all, new int[0], codes, vectors));
    levels.add(level(upper, upper, codes, vectors));
    levels.add(level(top, top, codes, vectors));
    return new Made(new FlatGraph(DIMENSION, 0, levels), new Codes(codes));
  }

  /** Of the links half go to the nearest, the others lead on, so that each node is reached. */
  private FlatGraph.Level level(int[] of, int[] named, long[] codes, List<float[]> vectors) {
    int[] links = new int[of.length * (DEGREE + 1)];
    for (int i = 0; i < of.length; i++) {
      int node = of[i];
      Signs.Question question = signs.question(vectors.get(node));
      Best near = new Best(DEGREE / 2, Integer::compare);
      Arrays.stream(of)
          .filter(other -> other != node)
          .forEach(other -> near.offer(other, question.product(codes, other)));
      List<Integer> its = new ArrayList<>(near.list().stream().map(Ranked::chunk).toList());
      int next = of[(i + 1) % of.length];
      if (next != node && !its.contains(next)) {
        its.add(next);
      }
      while (its.size() < Math.min(DEGREE, of.length / 2)) {
        int other = of[random.nextInt(of.length)];
        if (other != node && !its.contains(other)) {
          its.add(other);
        }
      }
      links[i * (DEGREE + 1)] = its.size();
      for (int j = 0; j < its.size(); j++) {
        links[i * (DEGREE + 1) + 1 + j] = its.get(j);
      }
    }
    return new FlatGraph.Level(DEGREE, named, links);
  }

  private static List<Integer> sorted(NodeScore[] found) {
    Best best = new Best(found.length, Integer::compare);
    for (NodeScore one : found) {
      best.offer(one.node, one.score);
    }
    return best.list().stream().map(Ranked::chunk).toList();
  }

  private static List<Integer> truly(CodeScore score, int nodes, BitSet wanted, int most) {
    Best best = new Best(most, Integer::compare);
    for (int i = 0; i < nodes; i++) {
      if (wanted.get(i)) {
        best.offer(i, score.similarityTo(i));
      }
    }
    return best.list().stream().map(Ranked::chunk).toList();
  }

  private static BitSet all(int nodes) {
    BitSet all = new BitSet();
    all.set(0, nodes);
    return all;
  }

  @Test
  void a_beam_as_wide_as_the_graph_finds_every_node_once_with_its_score() {
    GraphWalk walk = new GraphWalk();
    for (int nodes : new int[] {1, 2, 64, 65, 700, 30}) {
      Made made = made(nodes);
      CodeScore score = made.score(signs.question(gaussian()));

      NodeScore[] found = walk.search(made.graph(), score, node -> true, nodes);

      assertThat(sorted(found)).isEqualTo(truly(score, nodes, all(nodes), nodes));
      for (NodeScore one : found) {
        assertThat(one.score).isEqualTo(score.similarityTo(one.node));
      }
    }
  }

  @Test
  void a_narrow_beam_finds_as_many_of_the_nearest_as_jvectors_searcher() {
    GraphWalk walk = new GraphWalk();
    Made made = made(3_000);
    int right = 0;
    int theirs = 0;
    for (int i = 0; i < 100; i++) {
      CodeScore score = made.score(signs.question(gaussian()));
      NodeScore[] found = walk.search(made.graph(), score, node -> true, 120);
      NodeScore[] others =
          new GraphSearcher(made.graph())
              .search(new DefaultSearchScoreProvider(score), 120, 120, 0, 0, Bits.ALL)
              .getNodes();
      assertThat(sorted(found)).hasSize(120).doesNotHaveDuplicates();
      List<Integer> truly = truly(score, 3_000, all(3_000), 120);
      right += (int) truly.stream().filter(sorted(found)::contains).count();
      theirs += (int) truly.stream().filter(sorted(others)::contains).count();
    }
    assertThat(theirs).as("of 12,000").isBetween(2_000, 11_900);
    assertThat(right).as("of 12,000").isGreaterThan(theirs - 120);
  }

  @Test
  void only_accepted_nodes_are_found_also_where_the_way_leads_over_others() {
    GraphWalk walk = new GraphWalk();
    Made made = made(1_000);
    BitSet wanted = new BitSet();
    for (int i = 3; i < 1_000; i += 7) {
      wanted.set(i);
    }
    CodeScore score = made.score(signs.question(gaussian()));

    List<Integer> found = sorted(walk.search(made.graph(), score, wanted::get, 200));

    assertThat(found).isEqualTo(truly(score, 1_000, wanted, 200));
    assertThat(walk.search(made.graph(), score, node -> false, 50)).isEmpty();
  }

  @Test
  void an_empty_graph_has_no_nearest() {
    FlatGraph empty =
        new FlatGraph(DIMENSION, 0, List.of(new FlatGraph.Level(DEGREE, new int[0], new int[0])));
    CodeScore score = new CodeScore(signs.question(gaussian()), new long[0]);

    assertThat(new GraphWalk().search(empty, score, node -> true, 10)).isEmpty();
  }
}

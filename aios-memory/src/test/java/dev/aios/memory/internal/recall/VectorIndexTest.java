package dev.aios.memory.internal.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;

class VectorIndexTest {
  private static final int DIMENSION = 32;
  private static final Executor NOW = Runnable::run;

  private static float[] unit(Random random) {
    float[] vector = new float[DIMENSION];
    double squares = 0;
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
      squares += vector[i] * vector[i];
    }
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] /= (float) Math.sqrt(squares);
    }
    return vector;
  }

  private static List<Integer> nearest(VectorIndex index, float[] to, BitSet allowed, int most) {
    Best best = new Best(most, Integer::compare);
    index.search(index.target(to), allowed, best, most);
    return best.list().stream().map(Ranked::chunk).toList();
  }

  private static List<Integer> truly(List<float[]> vectors, Set<Integer> of, float[] to, int most) {
    Best best = new Best(most, Integer::compare);
    for (int i : of) {
      double dot = 0;
      for (int j = 0; j < DIMENSION; j++) {
        dot += (double) vectors.get(i)[j] * to[j];
      }
      best.offer(i, dot);
    }
    return best.list().stream().map(Ranked::chunk).toList();
  }

  private static List<float[]> fill(VectorIndex index, int count, long seed) {
    Random random = new Random(seed);
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      vectors.add(unit(random));
      index.add(i, vectors.get(i));
    }
    return vectors;
  }

  private static Set<Integer> upTo(int count) {
    Set<Integer> all = new HashSet<>();
    for (int i = 0; i < count; i++) {
      all.add(i);
    }
    return all;
  }

  @Test
  void few_vectors_are_found_exactly() {
    VectorIndex index = new VectorIndex(1000, NOW);
    List<float[]> vectors = fill(index, 1000, 1);
    Random random = new Random(2);

    for (int i = 0; i < 50; i++) {
      float[] question = unit(random);
      assertThat(nearest(index, question, null, 10))
          .isEqualTo(truly(vectors, upTo(1000), question, 10));
    }
    assertThat(index.inGraph()).isZero();
  }

  @Test
  void many_vectors_are_found_by_the_graph_nearly_all_and_without_the_removed() {
    VectorIndex index = new VectorIndex(500, NOW);
    List<float[]> vectors = fill(index, 3000, 3);
    assertThat(index.inGraph()).isGreaterThan(1900);
    Set<Integer> left = upTo(3000);
    for (int i = 0; i < 3000; i += 7) {
      index.remove(i);
      left.remove(i);
    }
    Random random = new Random(4);

    int found = 0;
    for (int i = 0; i < 100; i++) {
      float[] question = unit(random);
      List<Integer> nearest = nearest(index, question, null, 10);
      assertThat(left).containsAll(nearest);
      assertThat(nearest).hasSize(10);
      Set<Integer> true10 = new HashSet<>(truly(vectors, left, question, 10));
      found += (int) nearest.stream().filter(true10::contains).count();
    }
    // Random directions are the hardest case: real embeddings are far from random.
    assertThat(found).isGreaterThan(850);
  }

  @Test
  void a_filter_that_leaves_few_is_exact_even_beside_a_graph() {
    VectorIndex index = new VectorIndex(500, NOW);
    List<float[]> vectors = fill(index, 2500, 5);
    BitSet allowed = new BitSet();
    Set<Integer> those = new HashSet<>();
    for (int i = 0; i < 2500; i += 13) {
      allowed.set(i);
      those.add(i);
    }
    float[] question = unit(new Random(6));

    assertThat(nearest(index, question, allowed, 10))
        .isEqualTo(truly(vectors, those, question, 10));
    assertThat(allowed.cardinality()).isEqualTo(those.size());
  }

  @Test
  void a_filter_that_leaves_many_is_kept_by_the_graph() {
    VectorIndex index = new VectorIndex(500, NOW);
    fill(index, 2500, 7);
    BitSet even = new BitSet();
    for (int i = 0; i < 2500; i += 2) {
      even.set(i);
    }

    assertThat(nearest(index, unit(new Random(8)), even, 20))
        .hasSize(20)
        .allSatisfy(i -> assertThat(i % 2).isZero());
  }

  @Test
  void everything_is_found_before_while_and_after_the_graph_is_made() {
    Deque<Runnable> later = new ArrayDeque<>();
    VectorIndex index = new VectorIndex(500, later::add);
    List<float[]> vectors = fill(index, 2000, 9);
    float[] last = vectors.get(1999);
    assertThat(index.inGraph()).isZero();
    assertThat(nearest(index, last, null, 1)).containsExactly(1999);

    later.remove().run();
    assertThat(index.inGraph()).isEqualTo(2000);
    index.add(2000, unit(new Random(10)));
    assertThat(nearest(index, last, null, 1)).containsExactly(1999);
    float[] added = unit(new Random(10));
    assertThat(nearest(index, added, null, 1)).containsExactly(2000);
  }

  @Test
  void removing_most_of_it_makes_the_graph_anew() {
    VectorIndex index = new VectorIndex(500, NOW);
    List<float[]> vectors = fill(index, 2500, 11);
    Set<Integer> left = upTo(2500);
    for (int i = 0; i < 2300; i++) {
      index.remove(i);
      left.remove(i);
    }
    float[] question = unit(new Random(12));

    assertThat(nearest(index, question, null, 10)).isEqualTo(truly(vectors, left, question, 10));
  }

  @Test
  void searches_run_beside_the_making_of_the_graph() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    ReadWriteLock lock = new ReentrantReadWriteLock();
    VectorIndex index = new VectorIndex(200, threads);
    try {
      Random random = new Random(13);
      List<float[]> vectors = new ArrayList<>();
      for (int i = 0; i < 2500; i++) {
        vectors.add(unit(random));
      }
      Future<?> searching =
          threads.submit(
              () -> {
                Random questions = new Random(14);
                for (int i = 0; i < 300; i++) {
                  lock.readLock().lock();
                  try {
                    Best best = new Best(5, Integer::compare);
                    index.search(index.target(unit(questions)), null, best, 5);
                  } finally {
                    lock.readLock().unlock();
                  }
                }
              });
      for (int i = 0; i < 2500; i++) {
        lock.writeLock().lock();
        try {
          index.add(i, vectors.get(i));
          if (i % 5 == 4) {
            index.remove(i - 2);
          }
        } finally {
          lock.writeLock().unlock();
        }
      }
      searching.get();
      for (int i = 0; i < 2500; i += 97) {
        List<Integer> nearest = nearest(index, vectors.get(i), null, 1);
        if (i % 5 == 2) {
          assertThat(nearest).doesNotContain(i);
        } else {
          assertThat(nearest).containsExactly(i);
        }
      }
    } finally {
      index.close();
      threads.shutdownNow();
    }
  }

  @Test
  void an_executor_that_is_closed_leaves_the_search_exact() {
    VectorIndex index =
        new VectorIndex(
            100,
            task -> {
              throw new java.util.concurrent.RejectedExecutionException("closed");
            });
    List<float[]> vectors = fill(index, 2000, 15);

    assertThat(nearest(index, vectors.get(1234), null, 1)).containsExactly(1234);
    assertThat(index.inGraph()).isZero();
  }
}

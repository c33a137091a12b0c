package dev.aios.benchmarks.vectors;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.IntStream;

/** The true nearest of some questions, found by comparing all, on all processors. */
final class Truth {
  /** So many vectors are compared in one piece of work. */
  private static final int PORTION = 10_000;

  private record Near(int number, float cosine) {}

  /** One piece's nearest of each question. */
  private record Found(List<PriorityQueue<Near>> nearest) {}

  private Truth() {}

  /** The numbers of the nearest vectors, for each question. */
  static List<Set<Integer>> of(Source source, int count, List<float[]> questions, int most) {
    int pieces = (count + PORTION - 1) / PORTION;
    List<Found> found =
        IntStream.range(0, pieces)
            .parallel()
            .mapToObj(
                piece ->
                    in(
                        source,
                        piece * PORTION,
                        Math.min(count, (piece + 1) * PORTION),
                        questions,
                        most))
            .toList();
    List<Set<Integer>> truth = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      PriorityQueue<Near> best = worstFirst();
      for (Found one : found) {
        one.nearest().get(i).forEach(near -> offer(best, near, most));
      }
      Set<Integer> numbers = new HashSet<>();
      best.forEach(near -> numbers.add(near.number()));
      truth.add(numbers);
    }
    return truth;
  }

  private static Found in(Source source, int from, int to, List<float[]> questions, int most) {
    List<PriorityQueue<Near>> nearest = new ArrayList<>();
    questions.forEach(question -> nearest.add(worstFirst()));
    for (int i = from; i < to; i++) {
      float[] vector = source.vector(i);
      for (int j = 0; j < questions.size(); j++) {
        offer(nearest.get(j), new Near(i, dot(questions.get(j), vector)), most);
      }
    }
    return new Found(nearest);
  }

  private static PriorityQueue<Near> worstFirst() {
    return new PriorityQueue<>((a, b) -> Float.compare(a.cosine(), b.cosine()));
  }

  private static void offer(PriorityQueue<Near> best, Near near, int most) {
    if (best.size() < most) {
      best.add(near);
    } else if (near.cosine() > best.element().cosine()) {
      best.poll();
      best.add(near);
    }
  }

  private static float dot(float[] a, float[] b) {
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    for (int i = 0; i < a.length; i += 4) {
      sum0 += a[i] * b[i];
      sum1 += a[i + 1] * b[i + 1];
      sum2 += a[i + 2] * b[i + 2];
      sum3 += a[i + 3] * b[i + 3];
    }
    return sum0 + sum1 + sum2 + sum3;
  }
}

package dev.aios.memory.internal.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SignsTest {
  private static float[] gaussian(Random random, int dimension) {
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) (random.nextGaussian() / Math.sqrt(dimension));
    }
    return vector;
  }

  @Test
  void products_are_estimated_without_bias_and_nearly_right() {
    Random random = new Random(1);
    for (int dimension : new int[] {130, 384}) {
      float[] centre = gaussian(random, dimension);
      Signs signs = new Signs(centre);
      long[] code = new long[signs.length()];
      double bias = 0;
      double squares = 0;
      int times = 4_000;
      for (int i = 0; i < times; i++) {
        float[] vector = gaussian(random, dimension);
        float[] question = gaussian(random, dimension);
        double product = 0;
        for (int j = 0; j < dimension; j++) {
          vector[j] += centre[j];
          question[j] += centre[j] + 0.5f * (vector[j] - centre[j]);
          product += vector[j] * question[j];
        }
        signs.encode(vector, code, 0);
        double error = signs.question(question).product(code, 0) - product;
        bias += error / times;
        squares += error * error / times;
      }
      assertThat(bias).isBetween(-0.01, 0.01);
      assertThat(Math.sqrt(squares)).isLessThan(1.6 / Math.sqrt(dimension));
    }
  }

  @Test
  void a_vector_at_the_centre_is_no_division_by_zero() {
    float[] centre = gaussian(new Random(2), 64);
    Signs signs = new Signs(centre);
    long[] code = new long[signs.length()];
    signs.encode(centre, code, 0);

    double squares = 0;
    for (float component : centre) {
      squares += component * component;
    }
    assertThat((double) signs.question(centre).product(code, 0))
        .isBetween(squares - 0.001, squares + 0.001);
  }
}

package dev.aios.memory.internal.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ColumnsTest {
  @Test
  void products_are_those_of_each_vector() {
    Random random = new Random(2);
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < 37; i++) {
      vectors.add(vector(random));
    }
    float[] question = vector(random);

    float[] products = new Columns(vectors).products(question);

    assertThat(products).hasSize(37);
    for (int i = 0; i < 37; i++) {
      double product = 0;
      for (int j = 0; j < question.length; j++) {
        product += (double) question[j] * vectors.get(i)[j];
      }
      assertThat((double) products[i]).isCloseTo(product, within(1e-5));
    }
  }

  @Test
  void no_vectors_have_no_products() {
    assertThat(new Columns(List.of()).products(vector(new Random(3)))).isEmpty();
  }

  private static float[] vector(Random random) {
    float[] vector = new float[50];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = random.nextFloat() - 0.5f;
    }
    return vector;
  }
}

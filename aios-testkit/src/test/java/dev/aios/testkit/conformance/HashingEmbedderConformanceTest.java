package dev.aios.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aios.api.model.Embedder;
import dev.aios.testkit.model.HashingEmbedder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class HashingEmbedderConformanceTest extends EmbedderConformance {
  @Override
  protected Embedder embedder() {
    return new HashingEmbedder(384);
  }

  /** The kit finds embedders that break the contract. */
  @Nested
  class Broken {
    @Test
    void vectors_that_are_not_of_unit_length_are_found() {
      assertThat(Kit.failedTestsOf(NotUnit.class))
          .contains("every_vector_has_the_dimension_and_unit_length");
    }

    @Test
    void vectors_out_of_order_are_found() {
      assertThat(Kit.failedTestsOf(Reversed.class))
          .contains("the_same_text_gives_the_same_vector_again_and_in_whatever_company");
    }

    @Test
    void one_vector_for_all_is_found() {
      assertThat(Kit.failedTestsOf(Constant.class))
          .contains(
              "different_texts_give_different_vectors",
              "a_question_is_nearest_to_the_passage_that_answers_it");
    }

    @Test
    void a_wrong_dimension_is_found() {
      assertThat(Kit.failedTestsOf(TooShort.class))
          .contains("every_vector_has_the_dimension_and_unit_length");
    }
  }

  static class NotUnit extends Changed {
    NotUnit() {
      super(
          vectors -> {
            vectors.forEach(vector -> vector[0] += 1);
            return vectors;
          },
          384);
    }
  }

  static class Reversed extends Changed {
    Reversed() {
      super(
          vectors -> {
            List<float[]> reversed = new ArrayList<>(vectors);
            java.util.Collections.reverse(reversed);
            return reversed;
          },
          384);
    }
  }

  static class Constant extends Changed {
    Constant() {
      super(
          vectors -> {
            float[] one = new float[384];
            one[3] = 1;
            return vectors.stream().map(vector -> one.clone()).toList();
          },
          384);
    }
  }

  static class TooShort extends Changed {
    TooShort() {
      super(vectors -> vectors, 383);
    }
  }

  abstract static class Changed extends EmbedderConformance {
    private final UnaryOperator<List<float[]>> change;
    private final int dimension;

    Changed(UnaryOperator<List<float[]>> change, int dimension) {
      this.change = change;
      this.dimension = dimension;
    }

    @Override
    protected Embedder embedder() {
      return new Embedder() {
        @Override
        public String name() {
          return "changed";
        }

        @Override
        public int dimension() {
          return dimension;
        }

        @Override
        public List<float[]> embed(List<String> texts) {
          return change.apply(new HashingEmbedder(384).embed(texts));
        }
      };
    }
  }
}

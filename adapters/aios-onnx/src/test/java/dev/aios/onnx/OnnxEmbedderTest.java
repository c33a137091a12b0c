package dev.aios.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.aios.api.InvalidInputException;
import dev.aios.api.model.Embedder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class OnnxEmbedderTest {
  static Stream<OnnxEmbedder> models() {
    return Stream.of(OnnxEmbedder.allMiniLmL6V2(), OnnxEmbedder.bgeSmallEnV15());
  }

  @ParameterizedTest
  @MethodSource("models")
  void texts_that_mean_the_same_are_nearer_than_others(Embedder embedder) {
    List<float[]> vectors =
        embedder.embed(
            List.of(
                "The invoice has to be paid within thirty days.",
                "Payment of the bill is due in a month.",
                "The cat sleeps on the warm roof."));

    assertThat(cosine(vectors.get(0), vectors.get(1)))
        .isGreaterThan(cosine(vectors.get(0), vectors.get(2)) + 0.15);
  }

  @ParameterizedTest
  @MethodSource("models")
  void a_question_is_nearest_to_the_passage_that_answers_it(Embedder embedder) {
    float[] question = embedder.embedQuestion("When do we meet the architect?");
    List<float[]> passages =
        embedder.embed(
            List.of(
                "The meeting with the architect is on Thursday at ten.",
                "The architect sent the drawing of the roof.",
                "Lunch was good."));

    assertThat(cosine(question, passages.get(0)))
        .isGreaterThan(cosine(question, passages.get(1)))
        .isGreaterThan(cosine(question, passages.get(2)));
  }

  @ParameterizedTest
  @MethodSource("models")
  void vectors_have_the_promised_length_and_unit_norm(Embedder embedder) {
    for (float[] vector :
        embedder.embed(List.of("a", "Grüße aus Köln", "日本語", "🙂", "\ud800 half"))) {
      assertThat(vector).hasSize(embedder.dimension());
      assertThat(cosine(vector, vector)).isCloseTo(1, within(1e-5));
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void a_text_has_the_same_vector_whatever_it_is_embedded_with(Embedder embedder) {
    String text = "The offer is valid until the end of the month.";
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      many.add("Another text, number " + i + ", " + "with more words ".repeat(i));
    }
    many.add(7, text);

    assertThat(embedder.embed(many).get(7)).isEqualTo(embedder.embed(List.of(text)).get(0));
  }

  @Test
  void a_text_is_read_up_to_the_models_limit_and_not_only_its_first_128_tokens() {
    Embedder embedder = OnnxEmbedder.allMiniLmL6V2();
    String filler = "word ".repeat(150);
    float[] without = embedder.embed(List.of(filler + "word ".repeat(60))).get(0);
    float[] with = embedder.embed(List.of(filler + "the invoice is overdue ".repeat(15))).get(0);
    float[] beyond = embedder.embed(List.of("word ".repeat(400) + "invoice overdue")).get(0);

    assertThat(cosine(without, with)).isLessThan(0.9);
    assertThat(beyond).isEqualTo(embedder.embed(List.of("word ".repeat(400))).get(0));
  }

  @Test
  void ten_megabytes_of_text_are_cut() {
    float[] vector = OnnxEmbedder.allMiniLmL6V2().embed(List.of("word ".repeat(2_000_000))).get(0);

    assertThat(cosine(vector, vector)).isCloseTo(1, within(1e-5));
  }

  @Test
  void blank_texts_are_refused_and_each_is_named() {
    assertThatThrownBy(
            () -> OnnxEmbedder.allMiniLmL6V2().embed(Arrays.asList("fine", " ", null, "\n")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("text 1 of 4 is blank")
        .hasMessageContaining("text 2 of 4 is blank")
        .hasMessageContaining("text 3 of 4 is blank");
  }

  @Test
  void no_texts_give_no_vectors() {
    assertThat(OnnxEmbedder.allMiniLmL6V2().embed(List.of())).isEmpty();
  }

  @Test
  void many_threads_may_use_one_embedder() throws Exception {
    Embedder embedder = OnnxEmbedder.allMiniLmL6V2();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      texts.add("text number " + i);
    }
    List<float[]> expected = embedder.embed(texts);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<float[]>>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(threads.submit(() -> embedder.embed(texts)));
      }
      for (Future<List<float[]>> answer : answers) {
        assertThat(answer.get().toArray(float[][]::new))
            .isDeepEqualTo(expected.toArray(float[][]::new));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void an_executor_that_refuses_or_never_runs_does_not_stop_the_caller() {
    OnnxEmbedder embedder = OnnxEmbedder.allMiniLmL6V2();
    Embedder refused =
        embedder.on(
            task -> {
              throw new RejectedExecutionException("full");
            },
            4);
    Embedder ignored = embedder.on(task -> {}, 4);

    assertThat(refused.embed(List.of("one", "two", "three"))).hasSize(3);
    assertThat(ignored.embed(List.of("one", "two", "three"))).hasSize(3);
  }

  private static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}

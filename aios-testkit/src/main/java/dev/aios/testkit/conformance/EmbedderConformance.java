package dev.aios.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.aios.api.model.Embedder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The contract of {@link Embedder} as tests. Extend it in the tests of an implementation:
 *
 * <pre>{@code
 * class MyEmbedderTest extends EmbedderConformance {
 *   @Override
 *   protected Embedder embedder() {
 *     return SHARED;   // one for all tests, if it is slow to load
 *   }
 * }
 * }</pre>
 */
@Timeout(300)
public abstract class EmbedderConformance {
  private static final List<String> TEXTS =
      List.of(
          "The invoice is overdue.",
          "Zoë's Rechnung für März: 1.250,00 €",
          "one\ntwo\tthree",
          "🚀",
          "a");
  private static final double SAME = 0.999;

  /** For subclasses. */
  protected EmbedderConformance() {}

  /**
   * The embedder under test.
   *
   * @return the same one at every call, or equal ones
   */
  protected abstract Embedder embedder();

  @Test
  void it_has_a_name_and_a_price() {
    assertThat(embedder().name()).isNotBlank().isEqualTo(embedder().name());
    assertThat(embedder().price()).isNotNull();
    assertThat(embedder().dimension()).isPositive();
  }

  @Test
  void every_vector_has_the_dimension_and_unit_length() {
    List<float[]> vectors = embedder().embed(TEXTS);

    assertThat(vectors).hasSameSizeAs(TEXTS);
    vectors.forEach(this::assertUnit);
  }

  @Test
  void a_text_without_words_has_a_vector_too() {
    embedder().embed(List.of("", " ", "\n\n", "?!", "\u0000")).forEach(this::assertUnit);
  }

  @Test
  void a_text_longer_than_the_model_takes_is_cut_and_not_refused() {
    embedder().embed(List.of("The invoice is overdue. ".repeat(5_000))).forEach(this::assertUnit);
  }

  @Test
  void nothing_to_embed_gives_nothing() {
    assertThat(embedder().embed(List.of())).isEmpty();
  }

  @Test
  void the_same_text_gives_the_same_vector_again_and_in_whatever_company() {
    List<String> others = new ArrayList<>(TEXTS);
    Collections.reverse(others);
    others.add("a much longer text than the others, so that a batch is padded to its length");
    List<float[]> together = embedder().embed(others);
    for (String text : TEXTS) {
      float[] alone = embedder().embed(List.of(text)).get(0);
      assertThat(cosine(alone, together.get(others.indexOf(text)))).isGreaterThan(SAME);
      assertThat(cosine(alone, embedder().embed(List.of(text)).get(0))).isGreaterThan(SAME);
    }
  }

  @Test
  void different_texts_give_different_vectors() {
    List<float[]> vectors = embedder().embed(TEXTS);
    for (int i = 1; i < TEXTS.size(); i++) {
      assertThat(cosine(vectors.get(0), vectors.get(i))).isLessThan(SAME);
    }
  }

  @Test
  void a_vector_belongs_to_whoever_asked_for_it() {
    float[] mine = embedder().embed(List.of(TEXTS.get(0))).get(0);
    float[] copy = mine.clone();
    mine[0] += 1;

    assertThat(cosine(embedder().embed(List.of(TEXTS.get(0))).get(0), copy)).isGreaterThan(SAME);
  }

  @Test
  void a_question_is_nearest_to_the_passage_that_answers_it() {
    List<float[]> passages =
        embedder()
            .embed(
                List.of(
                    "The invoice of October is overdue since Monday.",
                    "My bicycle has a flat tyre.",
                    "The workshop takes place in Lisbon in spring."));
    assertThat(nearest("Which invoice is overdue?", passages)).isZero();
    assertThat(nearest("Where does the workshop take place?", passages)).isEqualTo(2);
  }

  private int nearest(String question, List<float[]> passages) {
    float[] asked = embedder().embedQuestion(question);
    assertUnit(asked);
    int best = 0;
    for (int i = 1; i < passages.size(); i++) {
      if (cosine(asked, passages.get(i)) > cosine(asked, passages.get(best))) {
        best = i;
      }
    }
    return best;
  }

  @Test
  void threads_may_share_it() {
    Embedder shared = embedder();
    List<float[]> expected = shared.embed(TEXTS);
    List<CompletableFuture<List<float[]>>> answers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      answers.add(CompletableFuture.supplyAsync(() -> shared.embed(TEXTS)));
    }
    for (CompletableFuture<List<float[]>> answer : answers) {
      for (int i = 0; i < TEXTS.size(); i++) {
        assertThat(cosine(answer.join().get(i), expected.get(i))).isGreaterThan(SAME);
      }
    }
  }

  private void assertUnit(float[] vector) {
    assertThat(vector).hasSize(embedder().dimension());
    assertThat(cosine(vector, vector)).isCloseTo(1, within(1e-3));
  }

  private static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}

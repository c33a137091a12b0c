package dev.aios.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.aios.api.InvalidInputException;
import dev.aios.api.model.Embedder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashingEmbedderTest {
  private final Embedder embedder = new HashingEmbedder(384);

  private double cosine(String a, String b) {
    List<float[]> both = embedder.embed(List.of(a, b));
    double sum = 0;
    for (int i = 0; i < both.get(0).length; i++) {
      sum += both.get(0)[i] * both.get(1)[i];
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 384, 1536})
  void vectors_have_the_dimension_asked_for_and_unit_length(int dimension) {
    HashingEmbedder any = new HashingEmbedder(dimension);
    for (float[] vector : any.embed(List.of("", "?!", "a", "Rechnung für März", "two words"))) {
      double length = 0;
      for (float component : vector) {
        length += component * component;
      }
      assertThat(vector).hasSize(dimension);
      assertThat(length).isCloseTo(1, within(1e-5));
    }
    assertThat(any.name()).isEqualTo("hashing-" + dimension);
  }

  @Test
  void the_same_text_gives_the_same_vector_in_whatever_company() {
    float[] alone = embedder.embed(List.of("the invoice")).get(0);

    assertThat(embedder.embed(List.of("other", "the invoice")).get(1)).isEqualTo(alone);
    assertThat(new HashingEmbedder(384).embedQuestion("the invoice")).isEqualTo(alone);
    assertThat(cosine("The Invoice!", "the invoice")).isCloseTo(1, within(1e-5));
  }

  @Test
  void texts_that_share_words_or_parts_of_them_are_nearer() {
    String text = "the invoice for October is overdue";

    assertThat(cosine(text, "is the October invoice overdue?"))
        .isGreaterThan(cosine(text, "invoices of November"))
        .isGreaterThan(0.5);
    assertThat(cosine(text, "invoices of November"))
        .isGreaterThan(cosine(text, "lunch with a friend"));
    assertThat(cosine("Zahlungserinnerung", "Zahlungserinnerungen")).isGreaterThan(0.5);
  }

  @Test
  void unrelated_texts_are_nearly_orthogonal() {
    assertThat(cosine("quarterly tax report", "my bicycle chain broke")).isBetween(-0.2, 0.2);
  }

  @Test
  void a_dimension_of_nothing_is_refused() {
    assertThatThrownBy(() -> new HashingEmbedder(0)).isInstanceOf(InvalidInputException.class);
  }
}

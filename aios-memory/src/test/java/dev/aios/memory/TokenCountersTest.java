package dev.aios.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.memory.TokenCounter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCountersTest {
  @Test
  void a_known_encoding_counts_exactly() {
    TokenCounter counter = TokenCounters.encoding("cl100k_base");

    assertThat(counter.count("Hello, world!")).isEqualTo(4);
    assertThat(counter.count("")).isZero();
    assertThat(TokenCounters.forModel("gpt-4").count("Hello, world!")).isEqualTo(4);
  }

  @Test
  void the_name_of_a_special_token_is_counted_as_text() {
    assertThat(TokenCounters.encoding("cl100k_base").count("<|endoftext|>")).isGreaterThan(3);
  }

  @Test
  void an_unknown_encoding_is_refused_with_those_that_are_known() {
    assertThatThrownBy(() -> TokenCounters.encoding("cl200k"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("cl200k")
        .hasMessageContaining("cl100k_base");
  }

  @Test
  void an_unknown_model_is_estimated() {
    assertThat(TokenCounters.forModel("some-local-model").count("word"))
        .isEqualTo(TokenCounters.estimate().count("word"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Please find attached the invoice for the work that we did on the roof in October. The"
            + " amount of 1,250.00 EUR is due within thirty days. Thank you for your trust, and"
            + " let us know if you have any questions about the individual positions.",
        "Anbei erhalten Sie die Rechnung für die Arbeiten am Dach im Oktober. Der Betrag von"
            + " 1.250,00 EUR ist innerhalb von dreißig Tagen fällig. Vielen Dank für Ihr Vertrauen;"
            + " bei Fragen zu den einzelnen Positionen melden Sie sich bitte.",
        """
        public int count(String text) {
          int tokens = 0;
          for (int i = 0; i < 10; i++) {
            tokens += next(i);
          }
          return tokens;
        }
        """,
      })
  void the_estimate_is_within_a_quarter(String text) {
    double exact = TokenCounters.encoding("cl100k_base").count(text);

    assertThat(TokenCounters.estimate().count(text) / exact).isBetween(0.75, 1.25);
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void text_without_a_single_space_is_counted_in_reasonable_time() {
    assertThat(TokenCounters.encoding("cl100k_base").count("a".repeat(100_000))).isPositive();
  }
}

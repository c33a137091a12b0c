package dev.aios.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.Extension;
import dev.aios.api.InvalidInputException;
import dev.aios.api.model.ModelOffer;
import dev.aios.api.model.Price;
import dev.aios.api.model.Tier;
import dev.aios.api.model.Usage;
import dev.aios.api.value.Money;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ProvidersTest {
  private static List<String> names(Map<String, String> env) {
    return Providers.fromEnvironment(env).stream()
        .map(offer -> offer.tier() + " " + offer.model().name())
        .toList();
  }

  @Test
  void what_is_not_set_up_is_not_offered() {
    assertThat(names(Map.of())).isEmpty();
    assertThat(names(Map.of("OPENAI_API_KEY", " ", "OPENAI_MODEL_HEAVY", "x=1/1"))).isEmpty();
  }

  @Test
  void each_provider_is_offered_by_tier() {
    assertThat(
            names(
                Map.of(
                    "OPENAI_API_KEY", "k",
                    "ANTHROPIC_API_KEY", "k",
                    "OLLAMA_HOST", "localhost")))
        .containsExactly(
            "INSTANT gpt-4.1-nano",
            "STANDARD gpt-4.1-mini",
            "HEAVY gpt-4.1",
            "INSTANT claude-haiku-4-5",
            "STANDARD claude-sonnet-4-5",
            "HEAVY claude-opus-4-5",
            "STANDARD llama3.2");
  }

  @Test
  void models_and_prices_can_be_set() {
    List<ModelOffer> offers =
        Providers.fromEnvironment(
            Map.of(
                "OPENAI_API_KEY", "k",
                "OPENAI_MODEL_INSTANT", "gpt-5-nano=0.05/0.40",
                "OPENAI_MODEL_HEAVY", "own=0/0",
                "OLLAMA_HOST", "h",
                "OLLAMA_MODEL_HEAVY", "qwen3:32b"));
    assertThat(offers.get(0).model().price().of(Usage.of(1_000_000, 1_000_000)))
        .isEqualTo(Money.of("0.45", "USD"));
    assertThat(offers.get(1).model().price().of(Usage.of(1_000_000, 0)))
        .isEqualTo(Money.of("0.40", "USD"));
    assertThat(offers.get(2).model().price()).isEqualTo(Price.FREE);
    assertThat(offers.get(4).tier()).isEqualTo(Tier.HEAVY);
    assertThat(offers.get(4).model().name()).isEqualTo("qwen3:32b");
    assertThat(offers.get(4).model().price()).isEqualTo(Price.FREE);
  }

  @Test
  void a_model_whose_price_nobody_knows_is_refused_rather_than_taken_for_free() {
    assertThatThrownBy(() -> names(Map.of("OPENAI_API_KEY", "k", "OPENAI_MODEL_HEAVY", "gpt-9")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("OPENAI_MODEL_HEAVY")
        .hasMessageContaining("gpt-9=INPUT/OUTPUT");
  }

  @Test
  void variables_that_make_no_sense_are_refused() {
    for (String bad : List.of("=1/2", "m=1", "m=a/b", "m=-1/2", "m=1/")) {
      assertThatThrownBy(() -> names(Map.of("OPENAI_API_KEY", "k", "OPENAI_MODEL_HEAVY", bad)))
          .as(bad)
          .isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  void ollamas_host_is_read_as_ollama_reads_it() {
    assertThat(Providers.ollamaUrl("localhost")).isEqualTo("http://localhost:11434/v1");
    assertThat(Providers.ollamaUrl("10.0.0.5:8080")).isEqualTo("http://10.0.0.5:8080/v1");
    assertThat(Providers.ollamaUrl("0.0.0.0")).isEqualTo("http://127.0.0.1:11434/v1");
    assertThat(Providers.ollamaUrl("http://box:11434/")).isEqualTo("http://box:11434/v1");
    assertThat(Providers.ollamaUrl("https://ollama.example"))
        .isEqualTo("https://ollama.example/v1");
  }

  @Test
  void a_key_stands_in_no_text() {
    assertThat(
            Providers.fromEnvironment(
                    Map.of("OPENAI_API_KEY", "s3cret", "ANTHROPIC_API_KEY", "s3cret"))
                .toString())
        .doesNotContain("s3cret");
  }

  @Test
  void the_environment_is_found_as_an_extension() {
    assertThat(ServiceLoader.load(Extension.class))
        .anyMatch(each -> each instanceof EnvironmentModels);
  }
}

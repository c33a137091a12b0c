package dev.aios.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.agent.Tool;
import dev.aios.api.run.Run;
import dev.aios.api.run.RunFailedException;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Money;
import dev.aios.api.value.Retry;
import dev.aios.core.Aios;
import dev.aios.core.agent.ToolAgent;
import dev.aios.core.model.ModelOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent on a provider over HTTP, in a real runtime. */
@Timeout(60)
class ProviderOnAiosTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  record Question(String text) {}

  record Wanted(int number) {}

  record Reply(String text, boolean paid) {}

  @TempDir Path dir;
  private final List<Integer> found = new CopyOnWriteArrayList<>();
  private ProviderDouble provider;

  @BeforeEach
  void start() throws IOException {
    provider = new ProviderDouble();
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  private Aios open() {
    return Aios.builder()
        .sqlite(dir.resolve("a.db"))
        .extension(
            new EnvironmentModels(
                Map.of("OPENAI_API_KEY", "sk-test", "OPENAI_BASE_URL", provider.url() + "/v1")))
        .modelOptions(
            ModelOptions.DEFAULT.retry(
                Retry.exponential(4, Duration.ofMillis(5), Duration.ofMillis(20))))
        .open();
  }

  private Saga<Question, Reply> desk() {
    return Saga.named("desk", 1, Question.class)
        .step(
            "answer",
            ToolAgent.named("clerk", Question.class, Reply.class)
                .prompt("{{text}}")
                .tool(
                    Tool.reading(
                        "find",
                        "Finds an invoice",
                        Wanted.class,
                        (wanted, call) -> {
                          found.add(wanted.number());
                          return Map.of("paid", true);
                        }))
                .build())
        .build();
  }

  private static String completion(String message) {
    return "{\"id\":\"1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"gpt-4.1-nano-1\","
        + "\"choices\":[{\"index\":0,\"message\":"
        + message
        + ",\"finish_reason\":\"stop\"}],"
        + "\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100,\"total_tokens\":1100}}";
  }

  @Test
  void errors_are_ridden_out_tools_are_called_once_and_cost_is_counted() {
    provider
        .replies(429, "{\"error\":{\"message\":\"slow down\"}}")
        .replies(
            200,
            completion(
                "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\","
                    + "\"function\":{\"name\":\"find\",\"arguments\":\"{\\\"number\\\":7}\"}}]}"))
        .replies(500, "oops")
        .replies(
            200, completion("{\"role\":\"assistant\",\"content\":\"{\\\"text\\\":\\\"Yes\\\"}\"}"))
        .replies(
            200,
            completion(
                "{\"role\":\"assistant\",\"content\":\"{\\\"text\\\":\\\"Yes\\\",\\\"paid\\\":true}\"}"));
    try (Aios aios = open()) {
      Run<Reply> run = aios.start(desk(), new Question("Is invoice 7 paid?"), "q/1");
      assertThat(run.await(SOON)).isEqualTo(new Reply("Yes", true));
      assertThat(found).containsExactly(7);
      assertThat(provider.asked()).hasSize(5);
      assertThat(provider.asked().get(4).body().toString()).contains("'paid' is missing");
      // three answers of 1000 tokens at 0.10 and 100 at 0.40 US dollars a million
      assertThat(run.status().cost().money()).isEqualTo(Money.of("0.00042", "USD"));
      assertThat(aios.journal().verify().ok()).isTrue();
    }
  }

  @Test
  void a_wrong_key_fails_the_run_at_once_with_what_to_do() {
    provider.replies(401, "{\"error\":{\"message\":\"Incorrect API key provided: sk-test\"}}");
    try (Aios aios = open()) {
      Run<Reply> run = aios.start(desk(), new Question("?"), "q/2");
      assertThatThrownBy(() -> run.await(SOON))
          .isInstanceOf(RunFailedException.class)
          .hasMessageContaining("refuses the key; check the key")
          .hasMessageNotContaining("sk-test");
      assertThat(provider.asked()).hasSize(1);
    }
  }
}

package dev.aios.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aios.api.effect.PermanentException;
import dev.aios.api.model.ChatAnswer;
import dev.aios.api.model.ChatModel;
import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.Message;
import dev.aios.api.model.Price;
import dev.aios.api.model.ToolCall;
import dev.aios.api.model.ToolSpec;
import dev.aios.api.model.Usage;
import dev.aios.api.value.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AnthropicFormatTest {
  private static final String KEY = "sk-ant-test-secret";
  private ProviderDouble provider;
  private ChatModel model;

  @BeforeEach
  void start() throws IOException {
    provider = new ProviderDouble();
    model = Providers.anthropic(KEY, provider.url(), "claude-haiku-4-5", Price.FREE);
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  private static String message(String content, String stop) {
    return """
        {"id":"msg_1","type":"message","role":"assistant","model":"claude-haiku-4-5-20251001",
         "content":[%s],"stop_reason":"%s","stop_sequence":null,
         "usage":{"input_tokens":12,"output_tokens":6}}
        """
        .formatted(content, stop);
  }

  private static String event(String type, String data) {
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + data + "}\n\n";
  }

  private static ChatRequest hello() {
    return ChatRequest.of(new Message.Instruction("Be brief."), Message.User.of("Hello?"));
  }

  @Test
  void a_question_is_asked_and_answered() throws Exception {
    provider.replies(200, message("{\"type\":\"text\",\"text\":\"Hi\"}", "end_turn"));
    assertThat(model.chat(hello()))
        .isEqualTo(
            new ChatAnswer(
                "Hi", List.of(), Usage.of(12, 6), ChatAnswer.Finish.STOP, "claude-haiku-4-5"));
    ProviderDouble.Asked asked = provider.asked().get(0);
    assertThat(asked.path()).isEqualTo("/v1/messages");
    assertThat(asked.key()).isEqualTo(KEY);
    assertThat(asked.body().path("model").asText()).isEqualTo("claude-haiku-4-5");
    assertThat(asked.body().path("max_tokens").asInt()).isEqualTo(1024);
    assertThat(asked.body().path("temperature").asDouble()).isZero();
    assertThat(asked.body().path("system").toString()).contains("Be brief.");
    assertThat(asked.body().at("/messages/0/content").toString()).contains("Hello?");
  }

  @Test
  void an_answer_in_json_is_asked_for_in_the_instructions() throws Exception {
    provider.replies(200, message("{\"type\":\"text\",\"text\":\"{\\\"n\\\":1}\"}", "end_turn"));
    model.chat(hello().answering(Json.of("{\"type\":\"object\"}")));
    JsonNode system = provider.asked().get(0).body().path("system");
    assertThat(system.path(0).path("text").asText())
        .startsWith("Be brief.\n\nYour final answer must be JSON")
        .endsWith("{\"type\":\"object\"}");
  }

  @Test
  void tools_are_offered_called_and_answered() throws Exception {
    provider.replies(
        200,
        message(
            "{\"type\":\"text\",\"text\":\"Let me see\"},"
                + "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"find\",\"input\":{\"number\":7}}",
            "tool_use"));
    provider.replies(200, message("{\"type\":\"text\",\"text\":\"Paid\"}", "end_turn"));
    ChatRequest request =
        hello()
            .offering(
                List.of(
                    new ToolSpec(
                        "find",
                        "Finds",
                        Json.of(
                            "{\"type\":\"object\",\"properties\":{\"number\":{\"type\":\"integer\","
                                + "\"minimum\":1}},\"required\":[\"number\"],\"additionalProperties\":false}"))));
    ChatAnswer wish = model.chat(request);
    assertThat(wish.text()).isEqualTo("Let me see");
    assertThat(wish.finish()).isEqualTo(ChatAnswer.Finish.TOOLS);
    assertThat(wish.toolCalls())
        .extracting(ToolCall::id, ToolCall::tool)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("toolu_1", "find"));
    assertThat(wish.toolCalls().get(0).arguments().toString().replaceAll("\\s", ""))
        .isEqualTo("{\"number\":7}");
    model.chat(
        request.and(
            new Message.Assistant(wish.text(), wish.toolCalls()),
            new Message.ToolResult("toolu_1", "find", List.of(new Message.Part.Trusted("paid")))));
    JsonNode tool = provider.asked().get(0).body().path("tools").path(0);
    assertThat(tool.at("/input_schema/properties/number/minimum").asInt()).isEqualTo(1);
    JsonNode messages = provider.asked().get(1).body().path("messages");
    assertThat(messages.path(1).toString()).contains("tool_use").contains("toolu_1");
    assertThat(messages.path(2).toString()).contains("tool_result").contains("paid");
  }

  @Test
  void text_and_tool_calls_are_streamed() throws Exception {
    provider.streams(
        event(
            "message_start",
            "\"message\":{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"c\","
                + "\"content\":[],\"stop_reason\":null,\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}"),
        event(
            "content_block_start",
            "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}"),
        event(
            "content_block_delta",
            "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Let \"}"),
        event(
            "content_block_delta",
            "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"me\"}"),
        event("content_block_stop", "\"index\":0"),
        event(
            "content_block_start",
            "\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"find\",\"input\":{}}"),
        event(
            "content_block_delta",
            "\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"number\\\":7}\"}"),
        event("content_block_stop", "\"index\":1"),
        event(
            "message_delta",
            "\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":20}"),
        event("message_stop", "\"x\":1"));
    List<String> pieces = new ArrayList<>();
    ChatAnswer answer = model.stream(hello(), pieces::add);
    assertThat(pieces).containsExactly("Let ", "me");
    assertThat(answer.text()).isEqualTo("Let me");
    assertThat(answer.toolCalls())
        .containsExactly(new ToolCall("t1", "find", Json.of("{\"number\":7}")));
    assertThat(answer.usage()).isEqualTo(Usage.of(9, 20));
  }

  @Test
  void errors_mean_what_they_mean() {
    provider.replies(
        529,
        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}");
    assertThatThrownBy(() -> model.chat(hello()))
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining("Overloaded");
    provider.replies(429, "{\"type\":\"error\",\"error\":{\"message\":\"slow down\"}}");
    assertThatThrownBy(() -> model.chat(hello())).isInstanceOf(ProviderException.class);
    provider.replies(401, "{\"type\":\"error\",\"error\":{\"message\":\"bad " + KEY + "\"}}");
    assertThatThrownBy(() -> model.chat(hello()))
        .isInstanceOf(PermanentException.class)
        .hasMessageNotContaining(KEY);
    assertThat(provider.asked()).hasSize(3);
  }

  @Test
  void an_answer_cut_off_says_so() throws Exception {
    provider.replies(200, message("{\"type\":\"text\",\"text\":\"Hi\"}", "max_tokens"));
    assertThat(model.chat(hello()).finish()).isEqualTo(ChatAnswer.Finish.LENGTH);
  }
}

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
import dev.aios.api.policy.Untrusted;
import dev.aios.api.value.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OpenAiFormatTest {
  private static final String KEY = "sk-test-4711-secret";
  private ProviderDouble provider;
  private ChatModel model;

  @BeforeEach
  void start() throws IOException {
    provider = new ProviderDouble();
    model = Providers.openAi(KEY, provider.url() + "/v1", "gpt-4.1-mini", Price.FREE);
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  private static String completion(String message, String finish) {
    return """
        {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-4.1-mini-2025-04-14",
         "choices":[{"index":0,"message":%s,"finish_reason":"%s"}],
         "usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18}}
        """
        .formatted(message, finish);
  }

  private static String chunk(String delta, String finish) {
    return "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
        + "\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + ",\"finish_reason\":"
        + finish
        + "}]}\n\n";
  }

  private static final String USAGE_CHUNK =
      "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
          + "\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":3,\"total_tokens\":8}}\n\n";

  private static ChatRequest hello() {
    return ChatRequest.of(new Message.Instruction("Be brief."), Message.User.of("Hello?"));
  }

  @Test
  void a_question_is_asked_and_answered() throws Exception {
    provider.replies(200, completion("{\"role\":\"assistant\",\"content\":\"Hi\"}", "stop"));
    ChatAnswer answer = model.chat(hello());
    assertThat(answer)
        .isEqualTo(
            new ChatAnswer(
                "Hi", List.of(), Usage.of(11, 7), ChatAnswer.Finish.STOP, "gpt-4.1-mini"));
    ProviderDouble.Asked asked = provider.asked().get(0);
    assertThat(asked.path()).isEqualTo("/v1/chat/completions");
    assertThat(asked.key()).isEqualTo("Bearer " + KEY);
    JsonNode body = asked.body();
    assertThat(body.path("model").asText()).isEqualTo("gpt-4.1-mini");
    assertThat(body.path("messages").toString())
        .isEqualTo(
            "[{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"Hello?\"}]");
    assertThat(body.path("temperature").asDouble()).isZero();
    assertThat(body.path("max_completion_tokens").asInt()).isEqualTo(1024);
    assertThat(body.has("max_tokens")).isFalse();
    assertThat(body.has("tools")).isFalse();
    assertThat(body.has("response_format")).isFalse();
  }

  @Test
  void an_answer_in_json_is_asked_for_by_its_schema() throws Exception {
    provider.replies(
        200, completion("{\"role\":\"assistant\",\"content\":\"{\\\"n\\\":1}\"}", "stop"));
    Json schema =
        Json.of(
            "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\",\"minimum\":1}},"
                + "\"required\":[\"n\"],\"additionalProperties\":false}");
    assertThat(model.chat(hello().answering(schema)).text()).isEqualTo("{\"n\":1}");
    JsonNode format = provider.asked().get(0).body().path("response_format");
    assertThat(format.path("type").asText()).isEqualTo("json_schema");
    assertThat(format.path("json_schema").path("schema").toString()).isEqualTo(schema.toString());
    // strict mode would refuse much of what schemas can say; what comes is validated anyway
    assertThat(format.path("json_schema").path("strict").asBoolean()).isFalse();
  }

  @Test
  void tools_are_offered_called_and_answered() throws Exception {
    provider.replies(
        200,
        completion(
            "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\","
                + "\"function\":{\"name\":\"find\",\"arguments\":\"{\\\"number\\\":7}\"}}]}",
            "tool_calls"));
    provider.replies(200, completion("{\"role\":\"assistant\",\"content\":\"Paid\"}", "stop"));
    ToolSpec find =
        new ToolSpec(
            "find",
            "Finds",
            Json.of(
                "{\"type\":\"object\",\"properties\":{\"number\":{\"type\":\"integer\",\"minimum\":1},"
                    + "\"tags\":{\"type\":\"array\",\"items\":{\"enum\":[\"a\"],\"type\":\"string\"}}},"
                    + "\"required\":[\"number\"],\"additionalProperties\":false}"));
    ChatRequest request = hello().offering(List.of(find));
    ChatAnswer wish = model.chat(request);
    ToolCall call = new ToolCall("call_1", "find", Json.of("{\"number\":7}"));
    assertThat(wish.toolCalls()).containsExactly(call);
    assertThat(wish.finish()).isEqualTo(ChatAnswer.Finish.TOOLS);
    assertThat(wish.text()).isEmpty();
    ChatAnswer answer =
        model.chat(
            request.and(
                new Message.Assistant(wish.text(), wish.toolCalls()),
                new Message.ToolResult(
                    "call_1", "find", List.of(new Message.Part.Trusted("{\"paid\":true}")))));
    assertThat(answer.text()).isEqualTo("Paid");
    JsonNode first = provider.asked().get(0).body();
    JsonNode parameters = first.path("tools").path(0).path("function").path("parameters");
    assertThat(parameters.path("properties").path("number").path("minimum").asInt()).isEqualTo(1);
    assertThat(parameters.path("properties").path("tags").path("items").path("enum").toString())
        .isEqualTo("[\"a\"]");
    assertThat(parameters.path("required").toString()).isEqualTo("[\"number\"]");
    JsonNode messages = provider.asked().get(1).body().path("messages");
    assertThat(
            messages.path(2).path("tool_calls").path(0).path("function").path("arguments").asText())
        .isEqualTo("{\"number\":7}");
    assertThat(messages.path(3).path("role").asText()).isEqualTo("tool");
    assertThat(messages.path(3).path("tool_call_id").asText()).isEqualTo("call_1");
    assertThat(messages.path(3).path("content").asText()).isEqualTo("{\"paid\":true}");
  }

  @Test
  void a_tool_whose_arguments_hold_themselves_is_offered_with_its_definitions() throws Exception {
    provider.replies(200, completion("{\"role\":\"assistant\",\"content\":\"ok\"}", "stop"));
    ToolSpec tree =
        new ToolSpec(
            "tree",
            "d",
            Json.of(
                "{\"$ref\":\"#/$defs/Tree\",\"$defs\":{\"Tree\":{\"type\":\"object\",\"properties\":"
                    + "{\"children\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/Tree\"}}},"
                    + "\"required\":[\"children\"],\"additionalProperties\":false}}}"));
    model.chat(hello().offering(List.of(tree)));
    JsonNode parameters =
        provider.asked().get(0).body().path("tools").path(0).path("function").path("parameters");
    assertThat(parameters.path("type").asText()).isEqualTo("object");
    assertThat(parameters.path("properties").path("children").path("items").path("$ref").asText())
        .isEqualTo("#/$defs/Tree");
    assertThat(parameters.path("$defs").path("Tree").path("type").asText()).isEqualTo("object");
  }

  @Test
  void arguments_that_are_no_json_can_be_recorded_and_sent_back() throws Exception {
    provider.replies(
        200,
        completion(
            "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"\",\"type\":\"function\","
                + "\"function\":{\"name\":\"find\",\"arguments\":\"{number: 7\"}}]}",
            "tool_calls"));
    provider.replies(200, completion("{\"role\":\"assistant\",\"content\":\"ok\"}", "stop"));
    ChatAnswer wish = model.chat(hello());
    assertThat(wish.toolCalls())
        .containsExactly(new ToolCall("call-0", "find", Json.of("\"{number: 7\"")));
    model.chat(
        hello()
            .and(
                new Message.Assistant("", wish.toolCalls()),
                new Message.ToolResult(
                    "call-0", "find", List.of(new Message.Part.Trusted("not valid")))));
    assertThat(
            provider
                .asked()
                .get(1)
                .body()
                .at("/messages/2/tool_calls/0/function/arguments")
                .asText())
        .isEqualTo("{\"invalid\":\"{number: 7\"}");
  }

  @Test
  void why_it_stopped_is_told() throws Exception {
    String text = "{\"role\":\"assistant\",\"content\":\"Hi\"}";
    provider.replies(200, completion(text, "length"));
    provider.replies(200, completion(text, "content_filter"));
    assertThat(model.chat(hello()).finish()).isEqualTo(ChatAnswer.Finish.LENGTH);
    assertThat(model.chat(hello()).finish()).isEqualTo(ChatAnswer.Finish.FILTERED);
  }

  @Test
  void errors_worth_a_retry_are_thrown_once_each_and_not_retried_here() {
    for (int status : new int[] {429, 500, 503}) {
      provider.replies(status, "{\"error\":{\"message\":\"slow down\"}}");
      assertThatThrownBy(() -> model.chat(hello()))
          .as("%s", status)
          .isInstanceOf(ProviderException.class)
          .hasMessageContaining("model gpt-4.1-mini")
          .hasMessageContaining("slow down");
    }
    assertThat(provider.asked()).hasSize(3);
  }

  @Test
  void errors_that_no_retry_helps_are_permanent() {
    for (int status : new int[] {400, 401, 403, 404}) {
      provider.replies(status, "{\"error\":{\"message\":\"no\"}}");
      assertThatThrownBy(() -> model.chat(hello()))
          .as("%s", status)
          .isInstanceOf(PermanentException.class);
    }
  }

  @Test
  void a_provider_that_is_not_there_is_worth_a_retry() {
    provider.close();
    assertThatThrownBy(() -> model.chat(hello())).isInstanceOf(ProviderException.class);
  }

  @Test
  void a_reply_that_is_no_json_is_an_error_not_an_answer() {
    provider.replies(200, "<html>captive portal</html>");
    assertThatThrownBy(() -> model.chat(hello())).isInstanceOf(ProviderException.class);
    provider.replies(200, "{\"choices\":[]}");
    assertThatThrownBy(() -> model.chat(hello())).isInstanceOf(ProviderException.class);
  }

  @Test
  void the_key_stands_in_no_message_no_trace_and_no_text() {
    provider.replies(401, "{\"error\":{\"message\":\"Incorrect API key provided: " + KEY + "\"}}");
    assertThatThrownBy(() -> model.chat(hello()))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("refuses the key")
        .hasMessageContaining("Incorrect API key provided: ***")
        .satisfies(
            e -> {
              StringWriter trace = new StringWriter();
              e.printStackTrace(new PrintWriter(trace));
              assertThat(trace.toString()).doesNotContain(KEY);
            });
    assertThat(model.toString()).isEqualTo("gpt-4.1-mini");
  }

  @Test
  void text_is_streamed_as_it_comes() throws Exception {
    provider.streams(
        chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null"),
        chunk("{\"content\":\"Hel\"}", "null"),
        chunk("{\"content\":\"lo\"}", "null"),
        chunk("{}", "\"stop\""),
        USAGE_CHUNK,
        "data: [DONE]\n\n");
    List<String> pieces = new ArrayList<>();
    ChatAnswer answer = model.stream(hello(), pieces::add);
    assertThat(pieces).containsExactly("Hel", "lo");
    assertThat(answer)
        .isEqualTo(
            new ChatAnswer(
                "Hello", List.of(), Usage.of(5, 3), ChatAnswer.Finish.STOP, "gpt-4.1-mini"));
    assertThat(provider.asked().get(0).body().path("stream").asBoolean()).isTrue();
  }

  @Test
  void tool_calls_are_put_together_from_a_stream() throws Exception {
    provider.streams(
        chunk(
            "{\"role\":\"assistant\",\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"type\":\"function\","
                + "\"function\":{\"name\":\"find\",\"arguments\":\"\"}}]}",
            "null"),
        chunk(
            "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"number\\\"\"}}]}",
            "null"),
        chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\":7}\"}}]}", "null"),
        chunk("{}", "\"tool_calls\""),
        USAGE_CHUNK,
        "data: [DONE]\n\n");
    ChatAnswer answer = model.stream(hello(), text -> {});
    assertThat(answer.toolCalls())
        .containsExactly(new ToolCall("c1", "find", Json.of("{\"number\":7}")));
    assertThat(answer.finish()).isEqualTo(ChatAnswer.Finish.TOOLS);
  }

  @Test
  void a_server_that_tells_no_usage_is_not_taken_for_free() throws Exception {
    provider.streams(
        chunk("{\"role\":\"assistant\",\"content\":\"Hello there\"}", "null"),
        chunk("{}", "\"stop\""),
        "data: [DONE]\n\n");
    Usage usage = model.stream(hello(), text -> {}).usage();
    assertThat(usage.output().count()).isEqualTo(4);
    assertThat(usage.input().count()).isPositive();
  }

  @Test
  void errors_of_a_stream_are_told_like_others() {
    provider.replies(429, "{\"error\":{\"message\":\"slow down\"}}");
    assertThatThrownBy(() -> model.stream(hello(), text -> {}))
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining("limits the rate");
    provider.replies(401, "{\"error\":{\"message\":\"" + KEY + "\"}}");
    assertThatThrownBy(() -> model.stream(hello(), text -> {}))
        .isInstanceOf(PermanentException.class)
        .hasMessageNotContaining(KEY);
  }

  @Test
  void a_stream_that_breaks_off_is_no_answer() {
    String first = chunk("{\"role\":\"assistant\",\"content\":\"Hel\"}", "null");
    provider.breaksOffAfter(first);
    List<String> pieces = new ArrayList<>();
    assertThatThrownBy(() -> model.stream(hello(), pieces::add))
        .isInstanceOf(ProviderException.class);
    assertThat(pieces).containsExactly("Hel");
    // closed in good order, but before the answer was at its end
    provider.streams(first);
    assertThatThrownBy(() -> model.stream(hello(), pieces::add))
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining("ended before the answer did");
  }

  @Test
  void a_reader_that_fails_fails_the_call() {
    provider.streams(
        chunk("{\"role\":\"assistant\",\"content\":\"Hel\"}", "null"),
        chunk("{}", "\"stop\""),
        "data: [DONE]\n\n");
    List<String> pieces = new ArrayList<>();
    assertThatThrownBy(
            () ->
                model.stream(
                    hello(),
                    text -> {
                      pieces.add(text);
                      throw new IllegalStateException("window closed");
                    }))
        .hasMessageContaining("window closed");
    assertThat(pieces).containsExactly("Hel");
  }

  @Test
  void text_from_outside_that_went_round_the_door_is_refused() {
    ChatRequest request =
        ChatRequest.of(
            new Message.User(
                List.of(new Message.Part.Outside(Untrusted.text("ignore all", "mail:1")))));
    assertThatThrownBy(() -> model.chat(request))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("without having gone through the door");
    assertThat(provider.asked()).isEmpty();
  }

  @Test
  void reasoning_models_are_sent_no_temperature() throws Exception {
    provider.replies(200, completion("{\"role\":\"assistant\",\"content\":\"Hi\"}", "stop"));
    Providers.openAi(KEY, provider.url() + "/v1", "gpt-5-mini", Price.FREE).chat(hello());
    assertThat(provider.asked().get(0).body().has("temperature")).isFalse();
    assertThat(provider.asked().get(0).body().path("max_completion_tokens").asInt())
        .isEqualTo(1024);
  }

  @Test
  void ollama_is_spoken_to_in_the_same_format() throws Exception {
    provider.replies(200, completion("{\"role\":\"assistant\",\"content\":\"Hi\"}", "stop"));
    ChatModel ollama = Providers.ollama(provider.authority(), "llama3.2");
    ChatAnswer answer = ollama.chat(hello());
    assertThat(answer.text()).isEqualTo("Hi");
    assertThat(ollama.price()).isEqualTo(Price.FREE);
    assertThat(provider.asked().get(0).path()).isEqualTo("/v1/chat/completions");
    assertThat(provider.asked().get(0).body().path("max_tokens").asInt()).isEqualTo(1024);
  }
}

package dev.aios.langchain4j;

import dev.aios.api.model.ChatAnswer;
import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.Message;
import dev.aios.api.model.ToolCall;
import dev.aios.api.model.Usage;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** LangChain4j's responses as answers. */
final class Answers {
  /** Where a server tells no usage: three characters a token, rather too many than too few. */
  private static final int CHARACTERS_PER_TOKEN = 3;

  private Answers() {}

  static ChatAnswer of(String model, ChatRequest request, ChatResponse response) {
    AiMessage message = response.aiMessage();
    String text = message.text() == null ? "" : message.text();
    List<ToolCall> calls = new ArrayList<>();
    for (ToolExecutionRequest each : message.toolExecutionRequests()) {
      String id = each.id() == null || each.id().isBlank() ? "call-" + calls.size() : each.id();
      String arguments = each.arguments() == null ? "" : each.arguments();
      calls.add(new ToolCall(id, each.name(), Schemas.arguments(arguments)));
    }
    return new ChatAnswer(
        text,
        calls,
        usage(request, text, response.tokenUsage()),
        finish(response.finishReason(), !calls.isEmpty()),
        model);
  }

  private static ChatAnswer.Finish finish(@Nullable FinishReason reason, boolean calls) {
    if (calls) {
      return ChatAnswer.Finish.TOOLS;
    }
    if (reason == FinishReason.LENGTH) {
      return ChatAnswer.Finish.LENGTH;
    }
    return reason == FinishReason.CONTENT_FILTER
        ? ChatAnswer.Finish.FILTERED
        : ChatAnswer.Finish.STOP;
  }

  private static Usage usage(ChatRequest request, String text, @Nullable TokenUsage usage) {
    Integer input = usage == null ? null : usage.inputTokenCount();
    Integer output = usage == null ? null : usage.outputTokenCount();
    return Usage.of(
        input == null ? estimate(request) : input, output == null ? tokens(text) : output);
  }

  private static long estimate(ChatRequest request) {
    long sum = 0;
    for (Message message : request.messages()) {
      sum += tokens(message.toString());
    }
    return sum;
  }

  private static long tokens(String text) {
    return ((long) text.length() + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
  }
}

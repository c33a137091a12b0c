package dev.aios.langchain4j;

import dev.aios.api.effect.PermanentException;
import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.Message;
import dev.aios.api.model.ToolCall;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import java.util.ArrayList;
import java.util.List;

/**
 * How a request is put to LangChain4j.
 *
 * @param limit where the limit of output tokens goes
 * @param nativeSchema whether the answer's schema goes beside the messages, not into them
 * @param temperature whether the model takes one
 */
record Requests(Limit limit, boolean nativeSchema, boolean temperature) {
  /** Where the limit of output tokens goes. */
  enum Limit {
    /** Where LangChain4j puts it for all providers. */
    COMMON,
    /** OpenAI's {@code max_completion_tokens}, which its newer models want instead. */
    COMPLETION
  }

  static final Requests COMMON = new Requests(Limit.COMMON, true, true);

  Requests schemaInPrompt() {
    return new Requests(limit, false, temperature);
  }

  Requests withoutTemperature() {
    return new Requests(limit, nativeSchema, false);
  }

  dev.langchain4j.model.chat.request.ChatRequest of(ChatRequest request) {
    return dev.langchain4j.model.chat.request.ChatRequest.builder()
        .messages(messages(request))
        .parameters(parameters(request))
        .build();
  }

  private ChatRequestParameters parameters(ChatRequest request) {
    if (limit == Limit.COMPLETION) {
      OpenAiChatRequestParameters.Builder builder =
          OpenAiChatRequestParameters.builder().maxCompletionTokens(request.maxOutput());
      return common(builder, request).build();
    }
    DefaultChatRequestParameters.Builder<?> builder =
        ChatRequestParameters.builder().maxOutputTokens(request.maxOutput());
    return common(builder, request).build();
  }

  private <B extends DefaultChatRequestParameters.Builder<?>> B common(
      B builder, ChatRequest request) {
    if (temperature) {
      builder.temperature(request.temperature());
    }
    if (!request.tools().isEmpty()) {
      builder.toolSpecifications(request.tools().stream().map(Schemas::tool).toList());
    }
    if (request.answerSchema() != null && nativeSchema) {
      builder.responseFormat(
          ResponseFormat.builder()
              .type(ResponseFormatType.JSON)
              .jsonSchema(
                  JsonSchema.builder()
                      .name("answer")
                      .rootElement(JsonRawSchema.from(request.answerSchema().toString()))
                      .build())
              .build());
    }
    return builder;
  }

  private List<ChatMessage> messages(ChatRequest request) {
    List<ChatMessage> messages = new ArrayList<>();
    for (Message message : request.messages()) {
      messages.add(message(message));
    }
    if (request.answerSchema() != null && !nativeSchema) {
      addRule(
          messages,
          "Your final answer must be JSON that fits the following JSON Schema, and nothing else: no"
              + " explanation, no code block.\n"
              + request.answerSchema());
    }
    return messages;
  }

  private static void addRule(List<ChatMessage> messages, String rule) {
    if (!messages.isEmpty() && messages.get(0) instanceof SystemMessage system) {
      messages.set(0, SystemMessage.from(system.text() + "\n\n" + rule));
    } else {
      messages.add(0, SystemMessage.from(rule));
    }
  }

  private static ChatMessage message(Message message) {
    if (message instanceof Message.Instruction instruction) {
      return SystemMessage.from(instruction.text());
    }
    if (message instanceof Message.User user) {
      return UserMessage.from(text(user.parts()));
    }
    if (message instanceof Message.ToolResult result) {
      return ToolExecutionResultMessage.from(result.callId(), result.tool(), text(result.parts()));
    }
    Message.Assistant assistant = (Message.Assistant) message;
    List<ToolExecutionRequest> calls = assistant.toolCalls().stream().map(Requests::call).toList();
    if (calls.isEmpty()) {
      return AiMessage.from(orNothing(assistant.text()));
    }
    return assistant.text().isBlank()
        ? AiMessage.from(calls)
        : AiMessage.from(assistant.text(), calls);
  }

  private static ToolExecutionRequest call(ToolCall call) {
    return ToolExecutionRequest.builder()
        .id(call.id())
        .name(call.tool())
        .arguments(Schemas.object(call.arguments()))
        .build();
  }

  /** Providers refuse empty messages. */
  private static String orNothing(String text) {
    return text.isBlank() ? "(nothing)" : text;
  }

  private static String text(List<Message.Part> parts) {
    StringBuilder text = new StringBuilder();
    for (Message.Part part : parts) {
      if (part instanceof Message.Part.Trusted trusted) {
        text.append(trusted.text());
      } else {
        throw new PermanentException(
            "text from outside came to a model without having gone through the door: ask through"
                + " Models, not the model itself",
            null);
      }
    }
    return orNothing(text.toString());
  }
}

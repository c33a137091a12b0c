package dev.aios.core.internal.model;

import dev.aios.api.memory.TokenCounter;
import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.Message;
import dev.aios.api.model.ToolCall;
import dev.aios.api.model.ToolSpec;
import dev.aios.api.model.Usage;
import java.util.List;

/** The most tokens that a request may take: what it says, and all that may be written. */
record RequestTokens(TokenCounter counter) {
  /** What a provider adds around a message. */
  private static final int PER_MESSAGE = 4;

  Usage most(ChatRequest request) {
    long input = 0;
    for (Message message : request.messages()) {
      input += PER_MESSAGE + count(message);
    }
    if (request.answerSchema() != null) {
      input += counter.count(request.answerSchema().toString());
    }
    for (ToolSpec tool : request.tools()) {
      input +=
          PER_MESSAGE
              + counter.count(tool.name())
              + counter.count(tool.description())
              + counter.count(tool.parameters().toString());
    }
    return Usage.of(input, request.maxOutput());
  }

  private long count(Message message) {
    if (message instanceof Message.Instruction instruction) {
      return counter.count(instruction.text());
    }
    if (message instanceof Message.Assistant assistant) {
      long sum = counter.count(assistant.text());
      for (ToolCall call : assistant.toolCalls()) {
        sum += counter.count(call.tool()) + counter.count(call.arguments().toString());
      }
      return sum;
    }
    return message instanceof Message.User user
        ? count(user.parts())
        : message instanceof Message.ToolResult result ? count(result.parts()) : 0;
  }

  private long count(List<Message.Part> parts) {
    long sum = 0;
    for (Message.Part part : parts) {
      sum +=
          counter.count(
              part instanceof Message.Part.Outside outside
                  ? outside.content().text()
                  : ((Message.Part.Trusted) part).text());
    }
    return sum;
  }
}

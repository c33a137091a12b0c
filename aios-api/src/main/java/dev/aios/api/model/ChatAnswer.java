package dev.aios.api.model;

import java.util.List;

/**
 * A chat model's answer.
 *
 * @param text its text; JSON if a schema was asked for and the model kept to it
 * @param toolCalls the tools that it wants called; empty for a final answer
 * @param usage the tokens that it took
 * @param finish why it stopped
 * @param model the model that answered
 */
public record ChatAnswer(
    String text, List<ToolCall> toolCalls, Usage usage, Finish finish, String model) {
  /** Why a model stopped. */
  public enum Finish {
    /** It was done. */
    STOP,
    /** It wants tools called. */
    TOOLS,
    /** It ran into the limit of output tokens. */
    LENGTH,
    /** The provider's filter stopped it. */
    FILTERED
  }

  /** Copies the calls. */
  public ChatAnswer {
    toolCalls = List.copyOf(toolCalls);
  }
}

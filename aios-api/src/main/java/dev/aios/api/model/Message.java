package dev.aios.api.model;

import dev.aios.api.policy.Untrusted;
import java.util.List;

/** One message of a conversation with a model. */
public sealed interface Message {
  /**
   * Instructions.
   *
   * @param text from the developer, never from outside
   */
  record Instruction(String text) implements Message {}

  /**
   * What is asked.
   *
   * @param parts trusted and untrusted pieces, in order
   */
  record User(List<Part> parts) implements Message {
    /** Copies the parts. */
    public User {
      parts = List.copyOf(parts);
    }

    /**
     * A trusted text.
     *
     * @param text the text
     * @return the message
     */
    public static User of(String text) {
      return new User(List.of(new Part.Trusted(text)));
    }
  }

  /**
   * What the model said.
   *
   * @param text its text, may be empty
   * @param toolCalls the tools that it wants called
   */
  record Assistant(String text, List<ToolCall> toolCalls) implements Message {
    /** Copies the calls. */
    public Assistant {
      toolCalls = List.copyOf(toolCalls);
    }
  }

  /**
   * What a tool returned.
   *
   * @param callId which call it answers
   * @param tool the tool's name
   * @param parts the result; untrusted unless the tool is the host's own
   */
  record ToolResult(String callId, String tool, List<Part> parts) implements Message {
    /** Copies the parts. */
    public ToolResult {
      parts = List.copyOf(parts);
    }
  }

  /** A piece of a message. */
  sealed interface Part {
    /**
     * Text from the developer or the host.
     *
     * @param text the text
     */
    record Trusted(String text) implements Part {}

    /**
     * Text from outside, sanitised at the door before the model sees it.
     *
     * @param content the content with its source
     */
    record Outside(Untrusted content) implements Part {}
  }
}

package dev.aios.testkit.model;

import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.Message;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Conditions on a question to a model, for {@link ScriptedModel#when}. They say what they are. */
public final class Asked {
  private Asked() {}

  /**
   * That all of these words stand in the conversation, in whatever case.
   *
   * @param words words or phrases
   * @return the condition
   */
  public static Predicate<ChatRequest> mentions(String... words) {
    List<String> wanted = List.of(words);
    return new Named(
        "mentions " + String.join(", ", wanted),
        request -> {
          String text = text(request).toLowerCase(Locale.ROOT);
          return wanted.stream().allMatch(word -> text.contains(word.toLowerCase(Locale.ROOT)));
        });
  }

  /**
   * That an answer in JSON is asked for.
   *
   * @return the condition
   */
  public static Predicate<ChatRequest> forJson() {
    return new Named("asks for JSON", request -> request.answerSchema() != null);
  }

  /**
   * That a tool is offered.
   *
   * @param tool the tool's name
   * @return the condition
   */
  public static Predicate<ChatRequest> offering(String tool) {
    return new Named(
        "offers tool " + tool,
        request -> request.tools().stream().anyMatch(spec -> spec.name().equals(tool)));
  }

  /**
   * That the last message is what a tool returned.
   *
   * @param tool the tool's name
   * @return the condition
   */
  public static Predicate<ChatRequest> afterTool(String tool) {
    return new Named(
        "follows the result of tool " + tool,
        request ->
            request.messages().get(request.messages().size() - 1)
                    instanceof Message.ToolResult result
                && result.tool().equals(tool));
  }

  /**
   * That no tool was called yet.
   *
   * @return the condition
   */
  public static Predicate<ChatRequest> beforeAnyTool() {
    return new Named(
        "comes before any tool",
        request -> request.messages().stream().noneMatch(Message.ToolResult.class::isInstance));
  }

  /**
   * The text of a conversation as a model sees it, one message a paragraph.
   *
   * @param request the question
   * @return the texts of all messages, trusted and untrusted
   */
  public static String text(ChatRequest request) {
    return request.messages().stream().map(Asked::text).collect(Collectors.joining("\n\n"));
  }

  static String text(Message message) {
    if (message instanceof Message.Instruction instruction) {
      return instruction.text();
    }
    if (message instanceof Message.Assistant assistant) {
      return assistant.text();
    }
    List<Message.Part> parts =
        message instanceof Message.User user
            ? user.parts()
            : ((Message.ToolResult) message).parts();
    return parts.stream()
        .map(
            part ->
                part instanceof Message.Part.Outside outside
                    ? outside.content().text()
                    : ((Message.Part.Trusted) part).text())
        .collect(Collectors.joining());
  }

  /** A condition that says what it is. */
  record Named(String name, Predicate<ChatRequest> condition) implements Predicate<ChatRequest> {
    @Override
    public boolean test(ChatRequest request) {
      return condition.test(request);
    }

    @Override
    public Predicate<ChatRequest> and(Predicate<? super ChatRequest> other) {
      return new Named(name + " and " + other, request -> test(request) && other.test(request));
    }

    @Override
    public Predicate<ChatRequest> negate() {
      return new Named("not: " + name, request -> !test(request));
    }

    @Override
    public String toString() {
      return name;
    }
  }
}

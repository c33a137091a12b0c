package dev.aios.core.internal.model;

import dev.aios.api.model.ChatAnswer;
import dev.aios.api.model.ChatModel;
import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.Price;
import dev.aios.api.model.ToolCall;
import dev.aios.api.model.Usage;
import dev.aios.api.value.Json;
import dev.aios.api.value.Money;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;

/** A model that answers as a test says, one answer after the other, and keeps what it was asked. */
public final class ScriptedModel implements ChatModel {
  private final String name;
  private final Price price;
  private final Deque<Callable<ChatAnswer>> script = new ArrayDeque<>();
  private final List<ChatRequest> asked = new ArrayList<>();

  public ScriptedModel(String name) {
    this(name, Price.FREE);
  }

  public ScriptedModel(String name, Price price) {
    this.name = name;
    this.price = price;
  }

  /** A model that costs so many euros a million tokens, read or written. */
  public static ScriptedModel costing(String name, int euros) {
    return new ScriptedModel(name, new Price(Money.of(euros, "EUR"), Money.of(euros, "EUR")));
  }

  public ScriptedModel says(String text) {
    return answers(
        new ChatAnswer(text, List.of(), Usage.of(1000, 100), ChatAnswer.Finish.STOP, name));
  }

  public ScriptedModel calls(String id, String tool, String arguments) {
    return answers(
        new ChatAnswer(
            "",
            List.of(new ToolCall(id, tool, Json.of(arguments))),
            Usage.of(1000, 100),
            ChatAnswer.Finish.TOOLS,
            name));
  }

  public ScriptedModel answers(ChatAnswer answer) {
    script.add(() -> answer);
    return this;
  }

  public ScriptedModel fails(Exception error) {
    script.add(
        () -> {
          throw error;
        });
    return this;
  }

  public List<ChatRequest> asked() {
    return asked;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Price price() {
    return price;
  }

  @Override
  public synchronized ChatAnswer chat(ChatRequest request) throws Exception {
    asked.add(request);
    Callable<ChatAnswer> next = script.poll();
    if (next == null) {
      throw new AssertionError(name + " was asked once more than the script has answers");
    }
    return next.call();
  }
}

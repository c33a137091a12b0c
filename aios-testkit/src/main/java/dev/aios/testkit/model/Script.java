package dev.aios.testkit.model;

import dev.aios.api.InvalidInputException;
import dev.aios.api.model.ChatAnswer;
import dev.aios.api.model.ChatAnswer.Finish;
import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.ToolCall;
import dev.aios.api.value.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ScriptedModel} answers to questions of one sort: one turn after the other, the last
 * again and again unless {@link #once()} is said. Thread-safe.
 */
public final class Script {
  /** Answers one question. */
  @FunctionalInterface
  interface Turn {
    ChatAnswer answer(ChatRequest request) throws Exception;
  }

  private final ScriptedModel model;
  private final Predicate<? super ChatRequest> asked;
  private final List<Turn> turns = new ArrayList<>();
  private Duration latency = Duration.ZERO;
  private boolean once;
  private int served;
  private int toolCalls;

  Script(ScriptedModel model, Predicate<? super ChatRequest> asked) {
    this.model = model;
    this.asked = asked;
  }

  /**
   * Answers, each in a turn of its own.
   *
   * @param answers strings and {@link Json} are answered as they are, all else as its JSON
   * @return this
   */
  public Script reply(Object... answers) {
    if (answers.length == 0) {
      throw new InvalidInputException("script", "a reply needs an answer");
    }
    for (Object answer : answers) {
      add(request -> model.answer(request, model.text(answer), List.of(), Finish.STOP));
    }
    return this;
  }

  /**
   * Answers from the question.
   *
   * @param answer makes the answer: a string or {@link Json} as it is, all else as its JSON
   * @return this
   */
  public Script replyWith(Function<? super ChatRequest, ?> answer) {
    return add(
        request ->
            model.answer(request, model.text(answer.apply(request)), List.of(), Finish.STOP));
  }

  /**
   * Wants a tool called.
   *
   * @param tool the tool's name
   * @param arguments its arguments: a record, a map, or {@link Json}
   * @return this
   */
  public Script call(String tool, Object arguments) {
    return add(
        request -> {
          ToolCall call = new ToolCall(nextCallId(), tool, Json.of(model.text(arguments)));
          return model.answer(request, "", List.of(call), Finish.TOOLS);
        });
  }

  /**
   * Wants several tools called at once.
   *
   * @param calls the calls
   * @return this
   */
  public Script call(ToolCall... calls) {
    List<ToolCall> wanted = List.of(calls);
    return add(request -> model.answer(request, "", wanted, Finish.TOOLS));
  }

  /**
   * Fails.
   *
   * @param error makes the exception
   * @return this
   */
  public Script fail(Supplier<? extends Exception> error) {
    return add(
        request -> {
          throw error.get();
        });
  }

  /**
   * Stops in the middle, out of output tokens.
   *
   * @param text as far as it came
   * @return this
   */
  public Script cutOff(String text) {
    return add(request -> model.answer(request, text, List.of(), Finish.LENGTH));
  }

  /**
   * Is stopped by the provider's filter.
   *
   * @return this
   */
  public Script filtered() {
    return add(request -> model.answer(request, "", List.of(), Finish.FILTERED));
  }

  /**
   * Takes its time, by the clock of the world that the model is in.
   *
   * @param each how long each turn takes
   * @return this
   */
  public synchronized Script taking(Duration each) {
    latency = each;
    return this;
  }

  /**
   * Does not repeat the last turn: after it this script fits no more.
   *
   * @return this
   */
  public synchronized Script once() {
    once = true;
    return this;
  }

  /**
   * Goes on with another script of the same model.
   *
   * @return the model
   */
  public ScriptedModel and() {
    return model;
  }

  private synchronized Script add(Turn turn) {
    turns.add(turn);
    return this;
  }

  /** The turn for a question, or null if this script does not fit it. */
  synchronized @Nullable Turn next(ChatRequest request) {
    if (turns.isEmpty() || (once && served >= turns.size()) || !asked.test(request)) {
      return null;
    }
    Turn turn = turns.get(Math.min(served, turns.size() - 1));
    served++;
    Duration wait = latency;
    return asking -> {
      model.pause(wait);
      return turn.answer(asking);
    };
  }

  private synchronized String nextCallId() {
    return "call-" + ++toolCalls;
  }

  /** What it fits, and how far it has come. */
  @Override
  public synchronized String toString() {
    String name = asked instanceof Asked.Named named ? named.name() : "a condition of the test";
    return name + " (" + turns.size() + " turns, " + served + " served" + (once ? ", once)" : ")");
  }
}

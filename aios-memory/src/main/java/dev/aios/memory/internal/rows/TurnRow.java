package dev.aios.memory.internal.rows;

import dev.aios.api.memory.Turn;
import dev.aios.api.model.ToolCall;
import dev.aios.api.value.Json;
import dev.aios.api.value.Taint;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A turn of a session; also the body of the record {@code session.turn}.
 *
 * @param number its place in the session, from 1
 * @param role who speaks
 * @param text what was said
 * @param at when, in ISO-8601
 * @param taint the sources of its taint
 * @param calls the tools called in it, or null for none
 * @param answersCall the call that it is the result of, or null
 * @param answersTool the tool of that call, or null
 */
public record TurnRow(
    long number,
    String role,
    String text,
    String at,
    List<String> taint,
    @Nullable List<CallBody> calls,
    @Nullable String answersCall,
    @Nullable String answersTool) {
  /**
   * A call within a turn.
   *
   * @param id its id
   * @param tool the tool's name
   * @param arguments a JSON object
   */
  public record CallBody(String id, String tool, String arguments) {}

  /**
   * A turn as it is stored.
   *
   * @param number its place in the session
   * @param turn the turn
   * @return the row
   */
  public static TurnRow of(long number, Turn turn) {
    Turn.Answers answers = turn.answers();
    return new TurnRow(
        number,
        turn.role(),
        turn.text(),
        turn.at().toString(),
        List.copyOf(turn.taint().sources()),
        turn.calls().isEmpty()
            ? null
            : turn.calls().stream()
                .map(call -> new CallBody(call.id(), call.tool(), call.arguments().toString()))
                .toList(),
        answers == null ? null : answers.call(),
        answers == null ? null : answers.tool());
  }

  /**
   * The turn.
   *
   * @return what was added
   */
  public Turn turn() {
    return new Turn(
        role,
        text,
        Instant.parse(at),
        new Taint(new TreeSet<>(taint)),
        calls == null
            ? List.of()
            : calls.stream()
                .map(call -> new ToolCall(call.id(), call.tool(), Json.of(call.arguments())))
                .toList(),
        answersCall == null || answersTool == null
            ? null
            : new Turn.Answers(answersCall, answersTool));
  }

  /**
   * Whether it is the result of a call in an earlier turn.
   *
   * @return true if it must not stand without that turn
   */
  public boolean isResult() {
    return answersCall != null;
  }
}

package dev.aios.api.memory;

import dev.aios.api.model.ToolCall;
import dev.aios.api.value.Taint;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing said in a session. A turn in which an agent calls tools and the turns that hold their
 * results belong together: no window and no context shows one without the other.
 *
 * @param role who speaks: {@code user}, {@code agent}, {@code tool}
 * @param text what was said; may be empty where tools are called
 * @param at when
 * @param taint the untrusted sources that went into it
 * @param calls the tools that an agent called in this turn; empty for none
 * @param answers the call that this turn is the result of, or null
 */
public record Turn(
    String role,
    String text,
    Instant at,
    Taint taint,
    List<ToolCall> calls,
    @Nullable Answers answers) {
  /** Copies the calls. */
  public Turn {
    calls = List.copyOf(calls);
  }

  /**
   * A turn without tools.
   *
   * @param role who speaks
   * @param text what was said
   * @param at when
   * @param taint the untrusted sources that went into it
   */
  public Turn(String role, String text, Instant at, Taint taint) {
    this(role, text, at, taint, List.of(), null);
  }

  /**
   * Which call a turn is the result of.
   *
   * @param call the call's id
   * @param tool the tool's name
   */
  public record Answers(String call, String tool) {}

  /**
   * A turn in which an agent calls tools.
   *
   * @param text what it said besides, may be empty
   * @param calls what it called; at least one
   * @param at when
   * @param taint the untrusted sources that went into it
   * @return the turn
   */
  public static Turn calling(String text, List<ToolCall> calls, Instant at, Taint taint) {
    return new Turn("agent", text, at, taint, calls, null);
  }

  /**
   * The result of a call.
   *
   * @param call the call
   * @param text what the tool returned
   * @param at when
   * @param taint the untrusted sources that went into it
   * @return the turn
   */
  public static Turn result(ToolCall call, String text, Instant at, Taint taint) {
    return new Turn("tool", text, at, taint, List.of(), new Answers(call.id(), call.tool()));
  }
}

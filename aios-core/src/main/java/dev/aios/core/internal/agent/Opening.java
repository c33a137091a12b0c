package dev.aios.core.internal.agent;

import dev.aios.api.agent.AgentContext;
import dev.aios.api.memory.Context;
import dev.aios.api.memory.ContextSource;
import dev.aios.api.model.Message;
import dev.aios.api.value.Taint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a conversation with a model begins: instructions, then what it should know, then the
 * question. What changes seldom stands first, and the marks around text from outside are those of
 * the session, so that a provider finds the beginning in its cache.
 *
 * @param <I> the input
 * @param prompt instructions and question
 * @param source gives what it should know, or null for nothing
 */
public record Opening<I>(Prompt<I> prompt, @Nullable ContextSource<I> source) {
  /**
   * An opening for one input.
   *
   * @param messages the messages
   * @param taint the label of all untrusted text in them
   * @param fence the marks around it
   */
  public record Begun(List<Message> messages, Taint taint, Fence fence) {}

  /**
   * Begins.
   *
   * @param input the input
   * @param agent the agent's door and services
   * @param calls gives the marks where there is no context
   * @param more whether untrusted text may follow later, from tools
   * @return the messages
   */
  public Begun begin(I input, AgentContext agent, Calls calls, boolean more) {
    if (source == null) {
      return new Begun(
          prompt.messages(input, agent.codec(), calls.fence(), more),
          prompt.taint(input),
          calls.fence());
    }
    Context context = source.of(input, agent);
    Fence fence = new Fence(context.mark());
    List<Message> messages = new ArrayList<>(prompt.messages(input, agent.codec(), fence, true));
    messages.addAll(messages.size() - 1, context.messages());
    return new Begun(messages, prompt.taint(input).plus(context.taint()), fence);
  }
}

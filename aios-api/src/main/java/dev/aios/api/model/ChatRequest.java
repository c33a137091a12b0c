package dev.aios.api.model;

import dev.aios.api.policy.Sanitisable;
import dev.aios.api.policy.Untrusted;
import dev.aios.api.value.Json;
import dev.aios.api.value.Taint;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question to a chat model. Immutable.
 *
 * @param messages the conversation, oldest first; at least one
 * @param answerSchema the JSON Schema that the answer must fit, or null for free text
 * @param tools the tools that the model may ask for; empty for none
 * @param temperature 0 (the likeliest answer) to 2
 * @param maxOutput the most tokens to write
 * @param taint the untrusted sources that went into the messages
 */
public record ChatRequest(
    List<Message> messages,
    @Nullable Json answerSchema,
    List<ToolSpec> tools,
    double temperature,
    int maxOutput,
    Taint taint)
    implements Sanitisable<ChatRequest> {

  /** Copies the lists. */
  public ChatRequest {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
  }

  /**
   * A request for free text, temperature 0, at most 1024 tokens.
   *
   * @param messages the conversation
   * @return the request
   */
  public static ChatRequest of(Message... messages) {
    return new ChatRequest(List.of(messages), null, List.of(), 0, 1024, Taint.NONE);
  }

  /**
   * The same, answered in JSON.
   *
   * @param schema the JSON Schema that the answer must fit
   * @return a copy
   */
  public ChatRequest answering(Json schema) {
    return new ChatRequest(messages, schema, tools, temperature, maxOutput, taint);
  }

  /**
   * The same with tools.
   *
   * @param offered the tools that the model may ask for
   * @return a copy
   */
  public ChatRequest offering(List<ToolSpec> offered) {
    return new ChatRequest(messages, answerSchema, offered, temperature, maxOutput, taint);
  }

  /**
   * The same with more messages at the end.
   *
   * @param more the messages
   * @return a copy
   */
  public ChatRequest and(Message... more) {
    List<Message> all = new ArrayList<>(messages);
    all.addAll(List.of(more));
    return new ChatRequest(all, answerSchema, tools, temperature, maxOutput, taint);
  }

  @Override
  public List<Untrusted> untrusted() {
    List<Untrusted> found = new ArrayList<>();
    for (Message message : messages) {
      for (Message.Part part : parts(message)) {
        if (part instanceof Message.Part.Outside outside) {
          found.add(outside.content());
        }
      }
    }
    return found;
  }

  @Override
  public ChatRequest sanitised(List<String> clean, Taint added) {
    Iterator<String> texts = clean.iterator();
    List<Message> replaced = new ArrayList<>();
    for (Message message : messages) {
      replaced.add(
          message instanceof Message.User user
              ? new Message.User(replace(user.parts(), texts))
              : message instanceof Message.ToolResult result
                  ? new Message.ToolResult(
                      result.callId(), result.tool(), replace(result.parts(), texts))
                  : message);
    }
    return new ChatRequest(
        replaced, answerSchema, tools, temperature, maxOutput, taint.plus(added));
  }

  private static List<Message.Part> parts(Message message) {
    return message instanceof Message.User user
        ? user.parts()
        : message instanceof Message.ToolResult result ? result.parts() : List.of();
  }

  private static List<Message.Part> replace(List<Message.Part> parts, Iterator<String> texts) {
    List<Message.Part> replaced = new ArrayList<>();
    for (Message.Part part : parts) {
      replaced.add(
          part instanceof Message.Part.Outside ? new Message.Part.Trusted(texts.next()) : part);
    }
    return replaced;
  }
}

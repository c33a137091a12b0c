package dev.aios.api.model;

import java.util.function.Consumer;

/**
 * A chat model of a provider. Thread-safe. Called by the runtime through the door only; agents ask
 * {@link Models}.
 */
public interface ChatModel {
  /**
   * The model's name.
   *
   * @return for example {@code "gpt-5-mini"}
   */
  String name();

  /**
   * What it costs.
   *
   * @return the price, {@link Price#FREE} for a local model
   */
  Price price();

  /**
   * Asks.
   *
   * @param request the question, sanitised
   * @return the answer
   * @throws Exception if the provider cannot be reached or refuses; retried as the caller says
   */
  ChatAnswer chat(ChatRequest request) throws Exception;

  /**
   * Asks, and hands out the text as it comes.
   *
   * @param request the question
   * @param onText called with each piece of text, in order, on the calling thread or the provider's
   * @return the whole answer
   * @throws Exception as {@link #chat}
   */
  default ChatAnswer stream(ChatRequest request, Consumer<String> onText) throws Exception {
    ChatAnswer answer = chat(request);
    onText.accept(answer.text());
    return answer;
  }
}

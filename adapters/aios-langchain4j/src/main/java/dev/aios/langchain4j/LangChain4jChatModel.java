package dev.aios.langchain4j;

import dev.aios.api.effect.PermanentException;
import dev.aios.api.model.ChatAnswer;
import dev.aios.api.model.ChatModel;
import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.Price;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Any chat model of LangChain4j as a model of AIOS, with tools, answers in JSON, usage, and
 * streaming.
 *
 * <pre>{@code
 * ChatModel model = LangChain4jChatModel.of("mistral-small", price, MistralAiChatModel.builder()
 *     .apiKey(key).modelName("mistral-small").maxRetries(0).build());
 * Aios.builder().model(Tier.STANDARD, model)
 * }</pre>
 *
 * <p>Build the provider's model without retries of its own: the door's are durable and counted.
 * What no retry can help (a wrong key, a request refused, a model that is not there) is thrown as
 * {@link PermanentException}; anything else as {@link ProviderException}. A request that the
 * provider's filter stops is an answer with {@link ChatAnswer.Finish#FILTERED}. Thread-safe.
 */
public final class LangChain4jChatModel implements ChatModel {
  private final String name;
  private final Price price;
  private final dev.langchain4j.model.chat.ChatModel model;
  private final @Nullable StreamingChatModel streaming;
  private final Requests requests;
  private final Failures failures;

  private LangChain4jChatModel(
      String name,
      Price price,
      dev.langchain4j.model.chat.ChatModel model,
      @Nullable StreamingChatModel streaming,
      Requests requests,
      Failures failures) {
    this.name = name;
    this.price = price;
    this.model = model;
    this.streaming = streaming;
    this.requests = requests;
    this.failures = failures;
  }

  /**
   * A model without streaming.
   *
   * @param name the model's name, by which costs and traces know it
   * @param price what it costs
   * @param model LangChain4j's model
   * @return the model
   */
  public static LangChain4jChatModel of(
      String name, Price price, dev.langchain4j.model.chat.ChatModel model) {
    return new LangChain4jChatModel(
        name, price, model, null, Requests.COMMON, new Failures(List.of()));
  }

  /**
   * The same with streaming.
   *
   * @param with LangChain4j's streaming model of the same name
   * @return a copy
   */
  public LangChain4jChatModel streaming(StreamingChatModel with) {
    return new LangChain4jChatModel(name, price, model, with, requests, failures);
  }

  /**
   * The same with the answer's schema written into the instructions, for providers that take none
   * or only a narrow part of JSON Schema.
   *
   * @return a copy
   */
  public LangChain4jChatModel schemaInPrompt() {
    return with(requests.schemaInPrompt());
  }

  /**
   * The same without a temperature, for models that take none.
   *
   * @return a copy
   */
  public LangChain4jChatModel withoutTemperature() {
    return with(requests.withoutTemperature());
  }

  /**
   * The same with keys blotted out of error messages, which some providers repeat there.
   *
   * @param keys the keys
   * @return a copy
   */
  public LangChain4jChatModel hiding(List<String> keys) {
    return new LangChain4jChatModel(name, price, model, streaming, requests, new Failures(keys));
  }

  LangChain4jChatModel with(Requests other) {
    return new LangChain4jChatModel(name, price, model, streaming, other, failures);
  }

  Requests requests() {
    return requests;
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
  public ChatAnswer chat(ChatRequest request) throws Exception {
    ChatResponse response;
    try {
      response = model.chat(requests.of(request));
    } catch (RuntimeException e) {
      return failures.answerOrThrow(name, e);
    }
    return Answers.of(name, request, response);
  }

  @Override
  public ChatAnswer stream(ChatRequest request, Consumer<String> onText) throws Exception {
    if (streaming == null) {
      return ChatModel.super.stream(request, onText);
    }
    StreamedAnswer streamed = new StreamedAnswer(onText);
    ChatResponse response;
    try {
      streaming.chat(requests.of(request), streamed);
      response = streamed.await();
      if (response.finishReason() == null) {
        throw new ProviderException(
            "model " + name + ": the stream ended before the answer did", null);
      }
    } catch (RuntimeException e) {
      return failures.answerOrThrow(name, e);
    }
    return Answers.of(name, request, response);
  }

  /** The name, and no more: what is behind it holds a key. */
  @Override
  public String toString() {
    return name;
  }
}

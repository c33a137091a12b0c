package dev.aios.langchain4j;

import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Hands out a streamed answer's text, and waits for its end. */
final class StreamedAnswer implements StreamingChatResponseHandler {
  private final Consumer<String> onText;
  private final CompletableFuture<ChatResponse> done = new CompletableFuture<>();
  private volatile boolean abandoned;

  StreamedAnswer(Consumer<String> onText) {
    this.onText = onText;
  }

  @Override
  public void onPartialResponse(PartialResponse partial, PartialResponseContext context) {
    if (abandoned) {
      context.streamingHandle().cancel();
    } else {
      onText.accept(partial.text());
    }
  }

  @Override
  public void onCompleteResponse(ChatResponse response) {
    done.complete(response);
  }

  @Override
  public void onError(Throwable error) {
    done.completeExceptionally(error);
  }

  /** The whole answer. If the thread is interrupted, what still comes is cut off. */
  ChatResponse await() throws InterruptedException {
    try {
      return done.get();
    } catch (InterruptedException e) {
      abandoned = true;
      throw e;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException known
          ? known
          : new LangChain4jException(e.getCause());
    }
  }
}

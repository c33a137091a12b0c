package dev.aios.langchain4j;

import dev.aios.api.AiosException;
import dev.aios.api.effect.PermanentException;
import dev.aios.api.model.ChatAnswer;
import dev.aios.api.model.Usage;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.NonRetriableException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What LangChain4j's exceptions mean to the door, with keys blotted out. */
final class Failures {
  private static final int LONGEST = 500;

  private final List<String> secrets;

  Failures(List<String> secrets) {
    this.secrets = secrets.stream().filter(each -> !each.isBlank()).toList();
  }

  ChatAnswer answerOrThrow(String model, RuntimeException error) throws InterruptedException {
    if (error instanceof AiosException) {
      throw error;
    }
    if (find(error, InterruptedException.class) != null) {
      throw new InterruptedException("the call of model " + model + " was interrupted");
    }
    if (find(error, ContentFilteredException.class) != null) {
      return new ChatAnswer("", List.of(), Usage.NONE, ChatAnswer.Finish.FILTERED, model);
    }
    String said = "model " + model + " " + what(error) + ": " + said(error);
    @Nullable Throwable cause = showsSecret(error) ? null : error;
    if (find(error, NonRetriableException.class) != null
        || error instanceof UnsupportedFeatureException
        || error instanceof IllegalArgumentException) {
      throw new PermanentException(said, cause);
    }
    throw new ProviderException(said, cause);
  }

  private static String what(RuntimeException error) {
    if (find(error, AuthenticationException.class) != null) {
      return "refuses the key; check the key and what it may be used for";
    }
    if (find(error, ModelNotFoundException.class) != null) {
      return "is not there; check its name and the base URL";
    }
    if (find(error, InvalidRequestException.class) != null) {
      return "refuses the request";
    }
    if (find(error, RateLimitException.class) != null) {
      return "limits the rate";
    }
    return "failed";
  }

  private String said(Throwable error) {
    String text = error.getMessage();
    if (text == null || text.isBlank()) {
      text = error.getClass().getSimpleName();
    }
    for (String secret : secrets) {
      text = text.replace(secret, "***");
    }
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }

  private boolean showsSecret(Throwable error) {
    for (@Nullable Throwable at = error; at != null; at = at.getCause()) {
      String text = at.toString();
      if (secrets.stream().anyMatch(text::contains)) {
        return true;
      }
    }
    return false;
  }

  private static <T extends Throwable> @Nullable T find(Throwable error, Class<T> type) {
    for (@Nullable Throwable at = error; at != null; at = at.getCause()) {
      if (type.isInstance(at)) {
        return type.cast(at);
      }
    }
    return null;
  }
}

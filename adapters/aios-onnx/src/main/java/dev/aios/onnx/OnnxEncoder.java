package dev.aios.onnx;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.aios.api.EffectFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * One loaded model: text to tokens, tokens through the network, token vectors to one of unit
 * length. Thread-safe: a session of the ONNX runtime may run on several threads at once.
 */
final class OnnxEncoder {
  /** How a sentence's vector comes from those of its tokens. */
  enum Pooling {
    /** Their mean. */
    MEAN,
    /** The first, a marker of the whole sentence. */
    FIRST
  }

  private final String name;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final Set<String> inputs;
  private final HuggingFaceTokenizer tokenizer;
  private final int dimension;
  private final Pooling pooling;

  private OnnxEncoder(
      String name,
      OrtEnvironment environment,
      OrtSession session,
      HuggingFaceTokenizer tokenizer,
      int dimension,
      Pooling pooling) {
    this.name = name;
    this.environment = environment;
    this.session = session;
    this.inputs = session.getInputNames();
    this.tokenizer = tokenizer;
    this.dimension = dimension;
    this.pooling = pooling;
  }

  static OnnxEncoder load(
      String name,
      byte[] model,
      InputStream tokenizerJson,
      int maxTokens,
      int dimension,
      Pooling pooling)
      throws IOException {
    // The tokenizer library asks the machine's cloud who it is and tells its makers, over the
    // network, unless told not to: nothing leaves the process but through the door.
    if (System.getProperty("OPT_OUT_TRACKING") == null) {
      System.setProperty("OPT_OUT_TRACKING", "true");
    }
    // The tokenizer's own file cuts all-MiniLM at 128 tokens; the model takes 256.
    String limit = Integer.toString(maxTokens);
    HuggingFaceTokenizer tokenizer =
        HuggingFaceTokenizer.newInstance(
            tokenizerJson,
            Map.of(
                "padding",
                "false",
                "truncation",
                "true",
                "maxLength",
                limit,
                "modelMaxLength",
                limit));
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      // One thread for each text: several texts at once use the processors better than several
      // threads on one text, which spin while they wait for each other.
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      return new OnnxEncoder(
          name,
          environment,
          environment.createSession(model, options),
          tokenizer,
          dimension,
          pooling);
    } catch (OrtException e) {
      tokenizer.close();
      throw new IOException(e.getMessage(), e);
    }
  }

  float[] encode(String text) {
    Encoding encoding = tokenizer.encode(withoutLoneSurrogates(text), true, false);
    long[] ids = encoding.getIds();
    long[] shape = {1, ids.length};
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      tensors.put("input_ids", tensor(ids, shape));
      tensors.put("attention_mask", tensor(encoding.getAttentionMask(), shape));
      if (inputs.contains("token_type_ids")) {
        tensors.put("token_type_ids", tensor(encoding.getTypeIds(), shape));
      }
      try (OrtSession.Result result = session.run(tensors)) {
        return unit(pool(((OnnxTensor) result.get(0)).getFloatBuffer(), ids.length));
      }
    } catch (OrtException e) {
      throw new EffectFailedException(
          "Embedding model " + name + " failed on a text of " + ids.length + " tokens: " + e, e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor tensor(long[] values, long[] shape) throws OrtException {
    return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
  }

  private float[] pool(FloatBuffer tokens, int count) {
    float[] vector = new float[dimension];
    if (pooling == Pooling.FIRST) {
      tokens.get(0, vector);
      return vector;
    }
    float[] token = new float[dimension];
    for (int i = 0; i < count; i++) {
      tokens.get(i * dimension, token);
      for (int j = 0; j < dimension; j++) {
        vector[j] += token[j];
      }
    }
    return vector; // The sum: its length does not matter before it is made one.
  }

  private float[] unit(float[] vector) {
    double squares = 0;
    for (float component : vector) {
      squares += (double) component * component;
    }
    if (!(squares > 0) || Double.isInfinite(squares)) {
      throw new EffectFailedException(
          "Embedding model " + name + " gave a vector without direction: its file is damaged");
    }
    float scale = (float) (1 / Math.sqrt(squares));
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= scale;
    }
    return vector;
  }

  /** The tokenizer takes UTF-8, in which half a surrogate pair cannot be written. */
  private static String withoutLoneSurrogates(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return new String(
            text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
            java.nio.charset.StandardCharsets.UTF_8);
      }
    }
    return text;
  }
}

/**
 * Embeddings computed in this process by an ONNX model: no service, no key.
 *
 * <p>The models' jars are not required by name: they are automatic modules, which are all resolved
 * when one is, and their names come from their files.
 */
module dev.aios.onnx {
  requires transitive dev.aios.api;
  requires static org.jspecify;
  requires ai.djl.tokenizers;
  requires com.microsoft.onnxruntime;

  exports dev.aios.onnx;
}

/** Embeddings computed in this process by an ONNX model: no service, no key. */
module dev.aios.onnx {
  requires transitive dev.aios.api;
  requires static org.jspecify;
  requires langchain4j.core;
  requires langchain4j.embeddings;
  requires langchain4j.embeddings.all.minilm.l6.v2.q;
  requires org.slf4j;
}

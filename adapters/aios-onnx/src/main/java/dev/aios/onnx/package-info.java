/**
 * Local embedding models: texts become vectors in this process, without a service or a key. A host
 * takes an {@link dev.aios.onnx.OnnxEmbedder} and gives it to whatever needs an {@link
 * dev.aios.api.model.Embedder}; nothing else here is for callers.
 */
@NullMarked
package dev.aios.onnx;

import org.jspecify.annotations.NullMarked;

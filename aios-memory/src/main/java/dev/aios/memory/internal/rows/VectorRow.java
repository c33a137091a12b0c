package dev.aios.memory.internal.rows;

/**
 * A chunk's vector of a second model. Its row's key is the chunk's.
 *
 * @param model the model's name
 * @param vector as {@link ChunkRow} stores it
 */
public record VectorRow(String model, String vector) {}

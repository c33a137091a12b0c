package dev.aios.memory.internal.rows;

/**
 * A key. Its row's key is the key's id, its group the stream whose records it opens.
 *
 * @param secret 256 bits in Base64
 */
public record KeyRow(String secret) {}

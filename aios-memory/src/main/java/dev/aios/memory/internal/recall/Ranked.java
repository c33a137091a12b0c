package dev.aios.memory.internal.recall;

/**
 * A chunk with its score in one index.
 *
 * @param chunk the chunk's ordinal
 * @param score the higher the better
 */
record Ranked(int chunk, double score) {}

package dev.aios.memory.internal.recall;

/**
 * How much each index counts in the fusion.
 *
 * @param meaning the weight of the vectors
 * @param keywords the weight of the keywords
 */
public record Weights(double meaning, double keywords) {}

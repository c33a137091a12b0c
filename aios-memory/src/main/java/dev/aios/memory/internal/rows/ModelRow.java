package dev.aios.memory.internal.rows;

/**
 * Which model's vectors are searched.
 *
 * @param answering the model's name
 */
public record ModelRow(String answering) {}

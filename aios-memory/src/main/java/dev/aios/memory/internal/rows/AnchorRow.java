package dev.aios.memory.internal.rows;

/**
 * An anchor. Its row's key is {@code type:value}, so that two writers never give one anchor to two
 * entities.
 *
 * @param entity the entity that it was given to; that one may have been merged since
 */
public record AnchorRow(String entity) {}

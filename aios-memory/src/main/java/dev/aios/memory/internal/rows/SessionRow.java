package dev.aios.memory.internal.rows;

/**
 * A session: how many turns it has. Each turn's number comes from here, so that two writers never
 * give the same one.
 *
 * @param turns the number of its last turn
 */
public record SessionRow(long turns) {}

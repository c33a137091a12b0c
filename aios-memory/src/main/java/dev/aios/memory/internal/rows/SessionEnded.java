package dev.aios.memory.internal.rows;

/**
 * The body of the record {@code session.ended}.
 *
 * @param turns how many turns were forgotten
 */
public record SessionEnded(long turns) {}

package dev.aios.memory.internal.rows;

/**
 * A fact pinned to a session; sealed, also the body of the record {@code session.pinned}.
 *
 * @param id its name
 * @param text what it says
 */
public record PinRow(String id, String text) {}

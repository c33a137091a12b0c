package dev.aios.api.journal;

/**
 * What a write became. When it is handed out, the write is durable.
 *
 * @param firstPosition the position of the write's first record; one more than {@code lastPosition}
 *     if the write held none
 * @param lastPosition the position of its last record
 */
public record Commit(long firstPosition, long lastPosition) {}

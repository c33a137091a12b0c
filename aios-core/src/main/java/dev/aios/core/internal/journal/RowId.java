package dev.aios.core.internal.journal;

/**
 * Which row.
 *
 * @param table its table
 * @param key its key within the table
 */
public record RowId(String table, String key) {}

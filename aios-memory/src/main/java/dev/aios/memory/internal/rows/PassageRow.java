package dev.aios.memory.internal.rows;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A passage: everything but its text, which it may share with others that say the same.
 *
 * @param text the key of the text that stands for it
 * @param hash the key of its own text; another than {@code text} if it is a near duplicate
 * @param title what it is called
 * @param source where it came from
 * @param taint the sources of its taint
 * @param time when it was said or written, in ISO-8601, or null
 * @param entities ids of the entities that it concerns, sorted
 * @param project the project that it belongs to, or null
 * @param attributes what else to show, sorted
 */
public record PassageRow(
    String text,
    String hash,
    String title,
    String source,
    List<String> taint,
    @Nullable String time,
    List<String> entities,
    @Nullable String project,
    Map<String, String> attributes) {}

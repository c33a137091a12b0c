package dev.aios.api.agent;

/**
 * Something that an answer rests on.
 *
 * @param source where it stands, for example {@code mail:<id>} or {@code note:2026-09-04.md#2}
 * @param quote the words, as short as will do
 * @param weight how much it counts, 0 to 1
 */
public record Evidence(String source, String quote, double weight) {}

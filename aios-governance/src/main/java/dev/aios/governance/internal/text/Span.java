package dev.aios.governance.internal.text;

/**
 * A stretch of a text.
 *
 * @param start where it begins
 * @param end where it ends; later than the start
 */
public record Span(int start, int end) {}

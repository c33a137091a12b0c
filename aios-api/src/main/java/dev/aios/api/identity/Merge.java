package dev.aios.api.identity;

import java.time.Instant;

/**
 * Why two entities are the same. Immutable.
 *
 * @param keep the id of the one that was kept
 * @param gone the id of the other
 * @param evidence why they are the same
 * @param confidence how sure that is, 0 to 1
 * @param at when it was recorded
 */
public record Merge(String keep, String gone, String evidence, double confidence, Instant at) {}

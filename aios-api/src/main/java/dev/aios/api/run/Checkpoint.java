package dev.aios.api.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One record of a run's history; its position names the checkpoint that the run had reached with
 * it.
 *
 * @param position the journal position
 * @param time when it was recorded
 * @param kind what happened, for example {@code step.completed}
 * @param node the node that it happened to, with the iteration in a loop, or null
 * @param summary in words
 */
public record Checkpoint(
    long position, Instant time, String kind, @Nullable String node, String summary) {}

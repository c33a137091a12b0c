package dev.aios.api.queue;

import org.jspecify.annotations.Nullable;

/**
 * Where a queue stands.
 *
 * @param queue its limits
 * @param paused why it is paused, or null if it is not
 * @param waiting how many runs wait for a slot; counted up to 10,000
 * @param later how many stay back for a delay or a window; counted up to 10,000
 * @param running how many runs hold a slot
 */
public record QueueStatus(
    WorkQueue queue, @Nullable String paused, int waiting, int later, int running) {}

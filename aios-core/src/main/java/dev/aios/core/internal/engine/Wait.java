package dev.aios.core.internal.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a node waits for.
 *
 * @param reason what sort of wait
 * @param until when it ends by itself, or null
 * @param why in words
 * @param ref the inbox item or the run that is waited for, or null
 * @param effect the effect within the step that waits, or null for the node as a whole
 */
record Wait(
    Reason reason,
    @Nullable Instant until,
    String why,
    @Nullable String ref,
    @Nullable String effect) {
  enum Reason {
    RETRY,
    GATE,
    ESCALATED,
    POLICY,
    DEFERRED,
    IN_DOUBT,
    SLEEP,
    SIGNAL,
    CHILD
  }
}

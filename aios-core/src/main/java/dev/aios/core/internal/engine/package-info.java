/**
 * The engine: folds a run's records into its state, walks the saga's graph from that state, and
 * writes one checkpoint for each transition. Called by the runtime handle only; calls the door, the
 * inbox and the journal.
 */
@NullMarked
package dev.aios.core.internal.engine;

import org.jspecify.annotations.NullMarked;

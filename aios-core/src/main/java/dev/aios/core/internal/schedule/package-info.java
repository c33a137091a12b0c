/**
 * Schedules on the journal: when runs start by the calendar. The runtime opens it; it starts runs
 * through {@link dev.aios.api.run.Runs} like any caller, and knows nothing of the engine.
 */
@NullMarked
package dev.aios.core.internal.schedule;

import org.jspecify.annotations.NullMarked;

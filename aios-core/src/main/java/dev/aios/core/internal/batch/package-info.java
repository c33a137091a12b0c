/**
 * Batches on the journal: tasks of many runs that are worked on in one run. The runtime opens it;
 * it starts runs and sends signals through {@link dev.aios.api.run.Runs} like any caller.
 */
@NullMarked
package dev.aios.core.internal.batch;

import org.jspecify.annotations.NullMarked;

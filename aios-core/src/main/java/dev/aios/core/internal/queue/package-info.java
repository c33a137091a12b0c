/**
 * Queues on the journal: which of the runs that wait for a slot begin. The engine calls {@link
 * dev.aios.core.internal.queue.Admission} when a queued run starts, looks whether it may begin, and
 * ends; the queues know of the engine only what {@link dev.aios.core.internal.queue.Begins} says.
 */
@NullMarked
package dev.aios.core.internal.queue;

import org.jspecify.annotations.NullMarked;

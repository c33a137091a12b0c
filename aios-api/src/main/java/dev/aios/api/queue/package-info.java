/** Queues: runs that wait for a slot. For hosts and extensions. */
@NullMarked
package dev.aios.api.queue;

import org.jspecify.annotations.NullMarked;

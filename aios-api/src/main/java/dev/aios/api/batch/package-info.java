/** Batches: tasks of many runs that are worked on in one call. For hosts and extensions. */
@NullMarked
package dev.aios.api.batch;

import org.jspecify.annotations.NullMarked;

/**
 * The typed definition of a saga: flows, steps, gates, branches, parallels and loops as data. A
 * definition performs nothing; the runtime in aios-core executes it.
 */
@NullMarked
package dev.aios.api.saga;

import org.jspecify.annotations.NullMarked;

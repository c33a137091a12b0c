/**
 * Which processes are alive: the leases on which the ownership of runs and subscriptions rests. For
 * the engine and the events of this module.
 */
@NullMarked
package dev.aios.core.internal.node;

import org.jspecify.annotations.NullMarked;

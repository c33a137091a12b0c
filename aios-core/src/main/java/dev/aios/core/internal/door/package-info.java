/**
 * The door: the one pipeline through which every effect leaves the process. Called by the engine,
 * by event subscriptions and by the runtime handle; calls policies, meter, sanitiser, interceptors
 * and the effect's code.
 */
@NullMarked
package dev.aios.core.internal.door;

import org.jspecify.annotations.NullMarked;

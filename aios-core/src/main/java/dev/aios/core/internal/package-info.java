/**
 * What the runtime shares between its own packages and shows to nobody else, for example the real
 * world's clock, ids and threads. Called by aios-core only.
 */
@NullMarked
package dev.aios.core.internal;

import org.jspecify.annotations.NullMarked;

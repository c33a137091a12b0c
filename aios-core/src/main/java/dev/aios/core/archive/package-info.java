/**
 * The archive: files that hold the records of runs that ended long ago. Called by hosts; the work
 * is done in {@code dev.aios.core.internal.archive}.
 */
@NullMarked
package dev.aios.core.archive;

import org.jspecify.annotations.NullMarked;

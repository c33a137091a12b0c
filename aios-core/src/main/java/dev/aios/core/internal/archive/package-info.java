/**
 * The archive at work: writes and reads its files, takes records out of the journal, and gives them
 * back to readers. Called by the runtime and the command; uses the engine to find runs that ended.
 */
@NullMarked
package dev.aios.core.internal.archive;

import org.jspecify.annotations.NullMarked;

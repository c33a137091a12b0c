/** What memory's own packages share. Nothing here is for callers. */
@NullMarked
package dev.aios.memory.internal;

import org.jspecify.annotations.NullMarked;
